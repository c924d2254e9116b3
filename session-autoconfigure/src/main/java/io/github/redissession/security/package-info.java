/**
 * Encrypts attributes, so that whoever reads Redis learns nothing from them.
 */
@NullMarked
package io.github.redissession.security;

import org.jspecify.annotations.NullMarked;
