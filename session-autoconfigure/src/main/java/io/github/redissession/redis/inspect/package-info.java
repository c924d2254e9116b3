/**
 * Inspects the servers: their state, memory, keys and clients.
 */
@NullMarked
package io.github.redissession.redis.inspect;

import org.jspecify.annotations.NullMarked;
