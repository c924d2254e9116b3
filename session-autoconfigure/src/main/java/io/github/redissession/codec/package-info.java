/**
 * Turns session attributes into JSON and back, exactly and only for types that are
 * allowed.
 */
@NullMarked
package io.github.redissession.codec;

import org.jspecify.annotations.NullMarked;
