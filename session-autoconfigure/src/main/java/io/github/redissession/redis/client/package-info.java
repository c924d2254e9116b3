/**
 * The link to Redis: connections, commands, batches and scripts. It knows nothing of
 * sessions.
 */
@NullMarked
package io.github.redissession.redis.client;

import org.jspecify.annotations.NullMarked;
