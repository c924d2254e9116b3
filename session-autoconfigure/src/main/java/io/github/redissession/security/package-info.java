/**
 * Encryption of attributes, so that read access to Redis does not reveal them.
 */
@NullMarked
package io.github.redissession.security;

import org.jspecify.annotations.NullMarked;
