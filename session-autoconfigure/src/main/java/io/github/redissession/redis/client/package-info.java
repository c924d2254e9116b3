/**
 * The link to Redis: connections, commands, batches and scripts. It does not know
 * sessions.
 */
@NullMarked
package io.github.redissession.redis.client;

import org.jspecify.annotations.NullMarked;
