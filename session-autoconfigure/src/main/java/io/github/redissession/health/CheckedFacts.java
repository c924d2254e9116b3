package io.github.redissession.health;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.inspect.ClientFacts;
import io.github.redissession.redis.inspect.KeySample;
import io.github.redissession.redis.inspect.MemorySample;
import io.github.redissession.redis.inspect.ServerFacts;

/**
 * What the checks judge.
 *
 * @param server what the servers report
 * @param client how this application reaches them
 * @param configuration how this application is configured
 * @param keys a sample of keys, {@code null} if the server does not allow it
 * @param memory the memory of a sample of sessions, {@code null} if the server does not
 * allow it
 * @param others names of other applications that use the namespace, {@code null} if the
 * server does not allow the query
 * @param evictedBefore how many keys had been evicted at the last check, {@code null} at
 * the first one
 * @param takeover how far the takeover of another store's sessions has got, {@code null}
 * without one
 */
public record CheckedFacts(ServerFacts server, ClientFacts client, ConfigurationFacts configuration,
		@Nullable KeySample keys, @Nullable MemorySample memory, @Nullable List<String> others,
		@Nullable Long evictedBefore, @Nullable TakeoverFacts takeover) {

}
