/**
 * Runs every interleaving of the commands of concurrent operations.
 */
@NullMarked
package io.github.redissession.redis.interleaving;

import org.jspecify.annotations.NullMarked;
