/**
 * One request and its session: both repositories, the life cycle that they share, and the
 * memory of a request.
 */
@NullMarked
package io.github.redissession.core;

import org.jspecify.annotations.NullMarked;
