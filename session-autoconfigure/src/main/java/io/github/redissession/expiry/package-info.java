/**
 * When a session ends, and which requests do not prolong it.
 */
@NullMarked
package io.github.redissession.expiry;

import org.jspecify.annotations.NullMarked;
