/**
 * Tells the near cache of changes, by the client-side caching of Redis.
 */
@NullMarked
package io.github.redissession.redis.tracking;

import org.jspecify.annotations.NullMarked;
