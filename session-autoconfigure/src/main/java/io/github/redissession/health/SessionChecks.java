package io.github.redissession.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.inspect.ClientFacts;
import io.github.redissession.redis.inspect.KeyInspection;
import io.github.redissession.redis.inspect.KeySample;
import io.github.redissession.redis.inspect.MemoryInspection;
import io.github.redissession.redis.inspect.MemorySample;
import io.github.redissession.redis.inspect.ServerInspection;

/**
 * Runs all checks of the server and the configuration: after the application has started,
 * and on demand.
 */
public final class SessionChecks {

	private static final int KEYS = 500;

	private static final int SESSIONS = 160;

	private static final List<Function<CheckedFacts, CheckResult>> CHECKS = List.of(MemoryChecks::evictionPolicy,
			MemoryChecks::maxMemory, MemoryChecks::memoryUse, MemoryChecks::evictedKeys, MemoryChecks::largeSessions,
			ServerChecks::persistence, ServerChecks::replicas, ServerChecks::keyspaceNotifications,
			ServerChecks::clockSkew, ServerChecks::engineFeatures, SecurityChecks::tls, SecurityChecks::authentication,
			SecurityChecks::defaultUser, SecurityChecks::cookie, SecurityChecks::maxLifetime,
			SecurityChecks::javaSerialization, SecurityChecks::endpoints, ClientChecks::clientTimeout,
			ClientChecks::keepAlive, ClientChecks::topologyRefresh, ClientChecks::replicaReads,
			KeyChecks::sharedKeySpace, KeyChecks::keysWithoutTtl, KeyChecks::indexDrift);

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
	 * @param server queries the servers
	 * @param keys samples keys
	 * @param memory measures a sample of sessions
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
	 * Runs all checks. Not for a thread of the store, because it may resolve host names.
	 * @return the results and the facts; fails if Redis does not answer
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
		this.evicted = facts.server().number("evicted_keys", Long::sum);
		this.latest = CHECKS.stream()
			.map((check) -> check.apply(facts))
			.sorted(CheckResult.BY_SEVERITY.reversed())
			.toList();
		return new CheckReport(this.latest, facts);
	}

	/**
	 * Returns the results of the last run.
	 * @return the results, empty if the checks have not run yet
	 */
	List<CheckResult> latest() {
		return this.latest;
	}

	/**
	 * Returns the time since the last run began.
	 * @return the age, {@code null} if the checks have not run yet
	 */
	@Nullable Duration age() {
		Long last = this.began;
		return (last != null) ? Duration.ofNanos(System.nanoTime() - last) : null;
	}

	/**
	 * The samples, each {@code null} if it is not available.
	 */
	private record Samples(@Nullable KeySample keys, @Nullable MemorySample memory) {

	}

}
