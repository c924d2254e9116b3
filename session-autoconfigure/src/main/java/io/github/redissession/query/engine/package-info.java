/**
 * How queries are answered, with Redis Search or with sorted sets.
 */
@NullMarked
package io.github.redissession.query.engine;

import org.jspecify.annotations.NullMarked;
