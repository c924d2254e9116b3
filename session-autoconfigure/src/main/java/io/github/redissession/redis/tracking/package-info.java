/**
 * How the near cache learns of changes: client-side caching as Redis offers it.
 */
@NullMarked
package io.github.redissession.redis.tracking;

import org.jspecify.annotations.NullMarked;
