package io.github.redissession.health;

import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.inspect.ClientFacts;
import io.github.redissession.redis.inspect.KeySample;
import io.github.redissession.redis.inspect.MemorySample;
import io.github.redissession.redis.inspect.ServerFacts;

/**
 * What the checks judge.
 *
 * @param server what the servers say
 * @param client how this application reaches them
 * @param configuration how this application is configured
 * @param keys some keys, {@code null} if that is forbidden
 * @param memory the memory of some sessions, {@code null} if that is forbidden
 * @param evictedBefore how many keys had been evicted when this was checked last,
 * {@code null} for the first time
 */
record CheckedFacts(ServerFacts server, ClientFacts client, ConfigurationFacts configuration, @Nullable KeySample keys,
		@Nullable MemorySample memory, @Nullable Long evictedBefore) {

}
