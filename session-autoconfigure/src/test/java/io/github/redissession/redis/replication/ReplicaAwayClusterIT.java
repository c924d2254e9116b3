package io.github.redissession.redis.replication;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.Replicas;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many who log in at once on a cluster, while a replica or a primary is away or back.
 */
class ReplicaAwayClusterIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private static final Replicas REPLICAS = new Replicas(1, Duration.ofSeconds(1));

	private static final Pattern WAITS = Pattern.compile("cmdstat_wait:calls=(\\d+)");

	@RegisterExtension
	static final RedisCluster redis = RedisCluster.startWithReplicas();

	private final AtomicInteger unconfirmed = new AtomicInteger();

	private SessionStore store;

	@BeforeEach
	void createStore() {
		RedisSettings settings = new RedisSettings(RedisStores.KEYS, InstantSource.system(), Duration.ofSeconds(5),
				RedisStores::users, true, Duration.ZERO, new SessionObserver() {

					@Override
					public void notReplicated(Operation operation) {
						ReplicaAwayClusterIT.this.unconfirmed.incrementAndGet();
					}

				});
		this.store = new ReplicatedSessionStore(RedisStores.store(redis.connectionFactory()),
				SessionConnection.dedicated(redis.connectionFactory(), Duration.ofSeconds(5), true), settings,
				REPLICAS);
		await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
			this.unconfirmed.set(0);
			Stream.generate(this::visitor).limit(6).forEach((id) -> join(login(id)));
			return this.unconfirmed.get() == 0;
		});
		redis.nodes().forEach((node) -> node.cli("CONFIG", "RESETSTAT"));
	}

	@AfterEach
	void resume() {
		redis.nodes().forEach(RedisServer::resume);
	}

	@Test
	void aNewIdOnTheSameNodeTakesOneWait() {
		String id = visitor();
		RedisServer node = redis.masterOf("session:" + id);
		String next = Stream.generate(() -> SessionToken.random().id())
			.filter((one) -> redis.masterOf("session:" + one) == node)
			.findFirst()
			.orElseThrow();
		join(login(id, next));
		assertThat(redis.nodes().stream().mapToInt(ReplicaAwayClusterIT::waits).sum()).isOne();
		assertThat(this.unconfirmed).hasValue(0);
	}

	@Test
	void withoutOneReplicaManyWhoLogInAtOnceWaitTogether() {
		List<String> ids = Stream.generate(this::visitor).limit(32).toList();
		replicaOf("session:" + ids.get(0)).pause();
		List<CompletableFuture<Duration>> logins = ids.stream().map(this::timedLogin).toList();
		List<Duration> times = logins.stream().map(ReplicaAwayClusterIT::join).sorted().toList();
		assertThat(times.get(ids.size() - 1)).as("%s", times).isLessThan(REPLICAS.timeout().multipliedBy(2));
		assertThat(this.unconfirmed.get()).isBetween(1, ids.size() - 1);
	}

	@Test
	void aPrimaryThatStopsWhileOthersWaitForItsReplicaHoldsUpNobodyAfterwards() {
		String id = visitor();
		RedisServer primary = redis.masterOf("session:" + id);
		replicaOf("session:" + id).pause();
		CompletableFuture<String> login = login(id).toCompletableFuture();
		await().pollInterval(Duration.ofMillis(1))
			.until(() -> String.valueOf(primary.cli("CLIENT", "LIST")).contains("cmd=wait") || login.isDone());
		primary.pause();
		await().during(REPLICAS.timeout()).until(() -> true);
		redis.nodes().forEach(RedisServer::resume);
		join(login.exceptionally(String::valueOf));
		await().atMost(Duration.ofSeconds(15)).ignoreExceptions().until(() -> {
			this.unconfirmed.set(0);
			Stream.generate(this::visitor).limit(6).forEach((one) -> join(login(one)));
			return this.unconfirmed.get() == 0;
		});
	}

	private String visitor() {
		String id = SessionToken.random().id();
		join(RedisStores.store(redis.connectionFactory()).save(SessionDelta.create(id, TERMS, Duration.ZERO).build()));
		return id;
	}

	private CompletableFuture<Duration> timedLogin(String id) {
		long start = System.nanoTime();
		return login(id).thenApply((next) -> Duration.ofNanos(System.nanoTime() - start)).toCompletableFuture();
	}

	private CompletionStage<String> login(String id) {
		return login(id, SessionToken.random().id());
	}

	private CompletionStage<String> login(String id, String next) {
		return this.store.save(SessionDelta.changeId(id, next, TERMS).detail(SessionRecord.PRINCIPAL, "alice").build())
			.thenApply((result) -> {
				assertThat(result).isEqualTo(SaveResult.SAVED);
				return next;
			});
	}

	private static RedisServer replicaOf(String key) {
		String port = "master_port:" + redis.masterOf(key).port() + "\r\n";
		return redis.nodes()
			.stream()
			.filter((node) -> String.valueOf(node.cli("INFO", "replication")).contains(port))
			.findFirst()
			.orElseThrow();
	}

	private static int waits(RedisServer node) {
		Matcher matcher = WAITS.matcher(String.valueOf(node.cli("INFO", "commandstats")));
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
	}

	private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(6, TimeUnit.SECONDS).join();
	}

}
