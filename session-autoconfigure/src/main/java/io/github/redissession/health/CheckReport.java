package io.github.redissession.health;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.inspect.ClientFacts;
import io.github.redissession.redis.inspect.KeySample;
import io.github.redissession.redis.inspect.MemorySample;
import io.github.redissession.redis.inspect.ServerFacts;

/**
 * What the checks have found, and what they have judged.
 *
 * @param findings of every check, the worst first
 * @param server what the servers say
 * @param client how this application reaches them
 * @param keys some keys, {@code null} if that is forbidden
 * @param memory the memory of some sessions, {@code null} if that is forbidden
 */
public record CheckReport(List<CheckResult> findings, ServerFacts server, ClientFacts client, @Nullable KeySample keys,
		@Nullable MemorySample memory) {

}
