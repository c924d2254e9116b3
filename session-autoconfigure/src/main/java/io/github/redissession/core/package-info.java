/**
 * One request and its session: both repositories, the life cycle they share, and what a
 * request remembers.
 */
@NullMarked
package io.github.redissession.core;

import org.jspecify.annotations.NullMarked;
