/**
 * Runs queries, on Redis Search or on sorted sets.
 */
@NullMarked
package io.github.redissession.query.engine;

import org.jspecify.annotations.NullMarked;
