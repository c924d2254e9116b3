package io.github.redissession.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.inspect.ClientFacts;
import io.github.redissession.redis.inspect.KeyInspection;
import io.github.redissession.redis.inspect.KeySample;
import io.github.redissession.redis.inspect.MemoryInspection;
import io.github.redissession.redis.inspect.MemorySample;
import io.github.redissession.redis.inspect.ServerFacts;
import io.github.redissession.redis.inspect.ServerInspection;

/**
 * Checks the server and the configuration: when the application has started, and when
 * somebody asks.
 */
public final class SessionChecks {

	private static final int KEYS = 500;

	private static final int SESSIONS = 160;

	private static final List<SessionCheck> CHECKS = Stream
		.of(MemoryChecks.all(), ServerChecks.all(), SecurityChecks.all(), ClientChecks.all(), KeyChecks.all())
		.flatMap(List::stream)
		.toList();

	private final ServerInspection server;

	private final KeyInspection keys;

	private final MemoryInspection memory;

	private final Supplier<ClientFacts> client;

	private final Supplier<ConfigurationFacts> configuration;

	private volatile List<CheckResult> latest = List.of();

	private volatile @Nullable Long evicted;

	private volatile @Nullable Long began;

	/**
	 * Creates the checks.
	 * @param server asks the servers
	 * @param keys looks at keys
	 * @param memory measures sessions
	 * @param client how this application reaches Redis; may take a while
	 * @param configuration how this application is configured; may take a while
	 */
	public SessionChecks(ServerInspection server, KeyInspection keys, MemoryInspection memory,
			Supplier<ClientFacts> client, Supplier<ConfigurationFacts> configuration) {
		this.server = server;
		this.keys = keys;
		this.memory = memory;
		this.client = client;
		this.configuration = configuration;
	}

	/**
	 * Runs all checks. Nothing for a thread of the store, because it may look up the
	 * names of hosts.
	 * @return what they have found; fails if Redis does not answer
	 */
	public CompletionStage<CheckReport> run() {
		this.began = System.nanoTime();
		ClientFacts clientFacts = this.client.get();
		ConfigurationFacts configurationFacts = this.configuration.get();
		CompletionStage<Samples> samples = orUnknown(this.keys.sample(KEYS))
			.thenCombine(orUnknown(this.memory.sample(SESSIONS)), Samples::new);
		return this.server.facts()
			.thenCombine(samples, (facts, seen) -> judge(
					new CheckedFacts(facts, clientFacts, configurationFacts, seen.keys, seen.memory, this.evicted)));
	}

	private static <T> CompletionStage<@Nullable T> orUnknown(CompletionStage<@Nullable T> sample) {
		return sample.exceptionallyCompose((ex) -> CompletableFuture.completedFuture(null));
	}

	private CheckReport judge(CheckedFacts facts) {
		List<CheckResult> findings = new ArrayList<>();
		CHECKS.forEach((check) -> findings.add(check.check(facts)));
		findings.sort((one, other) -> other.severity().compareTo(one.severity()));
		ServerFacts server = facts.server();
		this.evicted = server.number("evicted_keys", Long::sum);
		this.latest = List.copyOf(findings);
		return new CheckReport(this.latest, server, facts.client(), facts.keys(), facts.memory());
	}

	/**
	 * What was found last.
	 * @return the findings, none if nothing was checked yet
	 */
	public List<CheckResult> latest() {
		return this.latest;
	}

	/**
	 * How long ago the checks were begun last.
	 * @return {@code null} for never
	 */
	@Nullable Duration age() {
		Long last = this.began;
		return (last != null) ? Duration.ofNanos(System.nanoTime() - last) : null;
	}

	/**
	 * What has a sample.
	 */
	private record Samples(@Nullable KeySample keys, @Nullable MemorySample memory) {

	}

}
