package io.github.redissession.health;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.inspect.ApplicationRegister;
import io.github.redissession.redis.inspect.ClientFacts;
import io.github.redissession.redis.inspect.KeyInspection;
import io.github.redissession.redis.inspect.KeySample;
import io.github.redissession.redis.inspect.MemoryInspection;
import io.github.redissession.redis.inspect.MemorySample;
import io.github.redissession.redis.inspect.ServerInspection;

/**
 * Runs all checks of the server and the configuration: after the application has started,
 * on demand, and in the background for health reports.
 */
public final class SessionChecks {

	private static final Log logger = LogFactory.getLog(SessionChecks.class);

	private static final int KEYS = 500;

	private static final int SESSIONS = 160;

	private static final List<Function<CheckedFacts, CheckResult>> CHECKS = List.of(MemoryChecks::evictionPolicy,
			MemoryChecks::maxMemory, MemoryChecks::memoryUse, MemoryChecks::evictedKeys, MemoryChecks::largeSessions,
			ServerChecks::persistence, ServerChecks::replicas, ServerChecks::keyspaceNotifications,
			ServerChecks::clockSkew, ServerChecks::engineFeatures, SecurityChecks::tls, SecurityChecks::authentication,
			SecurityChecks::defaultUser, SecurityChecks::cookie, SecurityChecks::maxLifetime,
			SecurityChecks::javaSerialization, SecurityChecks::endpoints, ClientChecks::clientTimeout,
			ClientChecks::keepAlive, ClientChecks::topologyRefresh, ClientChecks::replicaReads,
			KeyChecks::sharedKeySpace, KeyChecks::sharedNamespace, KeyChecks::keysWithoutTtl, KeyChecks::indexDrift);

	private final ServerInspection server;

	private final KeyInspection keys;

	private final MemoryInspection memory;

	private final ApplicationRegister applications;

	private final Supplier<ClientFacts> client;

	private final Supplier<ConfigurationFacts> configuration;

	private final Supplier<CompletionStage<@Nullable TakeoverFacts>> takeover;

	private volatile List<CheckResult> latest = List.of();

	private volatile @Nullable Long evicted;

	private volatile @Nullable Long began;

	private final AtomicBoolean refreshing = new AtomicBoolean();

	/**
	 * Creates the checks.
	 * @param server queries the servers
	 * @param keys samples keys
	 * @param memory measures a sample of sessions
	 * @param applications records which applications use the namespace
	 * @param client how this application reaches Redis; may take a while
	 * @param configuration how this application is configured; may take a while
	 * @param takeover finds out how far the takeover of another store's sessions has got;
	 * its result is {@code null} without one
	 */
	public SessionChecks(ServerInspection server, KeyInspection keys, MemoryInspection memory,
			ApplicationRegister applications, Supplier<ClientFacts> client, Supplier<ConfigurationFacts> configuration,
			Supplier<CompletionStage<@Nullable TakeoverFacts>> takeover) {
		this.server = server;
		this.keys = keys;
		this.memory = memory;
		this.applications = applications;
		this.client = client;
		this.configuration = configuration;
		this.takeover = takeover;
	}

	/**
	 * Runs all checks. Not for a thread of the store, because it may resolve host names.
	 * @return the results and the facts; fails if Redis does not answer
	 */
	public CompletionStage<CheckReport> run() {
		this.began = System.nanoTime();
		ClientFacts clientFacts = this.client.get();
		ConfigurationFacts configurationFacts = this.configuration.get();
		CompletionStage<@Nullable KeySample> keySample = orUnknown(this.keys.sample(KEYS));
		CompletionStage<@Nullable MemorySample> memorySample = orUnknown(this.memory.sample(SESSIONS));
		CompletionStage<@Nullable List<String>> others = orUnknown(this.applications.register());
		CompletionStage<@Nullable TakeoverFacts> progress = orUnknown(this.takeover.get());
		return this.server.facts()
			.thenCompose((facts) -> progress.thenCompose((taken) -> keySample
				.thenCompose((keys) -> memorySample.thenCombine(others, (memory, names) -> judge(new CheckedFacts(facts,
						clientFacts, configurationFacts, keys, memory, names, this.evicted, taken))))));
	}

	private static <T> CompletionStage<@Nullable T> orUnknown(CompletionStage<? extends @Nullable T> sample) {
		return sample.<@Nullable T>thenApply((facts) -> facts)
			.exceptionallyCompose((ex) -> CompletableFuture.completedFuture(null));
	}

	private CheckReport judge(CheckedFacts facts) {
		this.evicted = facts.server().number("evicted_keys", Long::sum);
		this.latest = Stream
			.concat(CHECKS.stream().map((check) -> check.apply(facts)),
					Stream.ofNullable(facts.takeover()).map(TakeoverChecks::takeover))
			.sorted(Comparator.comparing(CheckResult::severity).reversed())
			.toList();
		return new CheckReport(this.latest, facts);
	}

	/**
	 * Returns the results of the last run without waiting. If they are too old, the
	 * checks run again in the background, one run at a time; checks that have never run
	 * are not started.
	 * @param maxAge how old results may be; zero or less for any age
	 * @return the results, empty if the checks have not run yet
	 */
	public List<CheckResult> latest(Duration maxAge) {
		Long last = this.began;
		boolean old = last != null && maxAge.compareTo(Duration.ZERO) > 0
				&& maxAge.compareTo(Duration.ofNanos(System.nanoTime() - last)) <= 0;
		if (old && this.refreshing.compareAndSet(false, true)) {
			Thread thread = new Thread(this::refresh, "redis-session-checks");
			thread.setDaemon(true);
			thread.start();
		}
		return this.latest;
	}

	private void refresh() {
		try {
			run().toCompletableFuture().join();
		}
		catch (RuntimeException ex) {
			logger.debug("Could not run the session checks again", ex);
		}
		finally {
			this.refreshing.set(false);
		}
	}

}
