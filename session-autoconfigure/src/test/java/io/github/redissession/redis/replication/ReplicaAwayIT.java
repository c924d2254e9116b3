package io.github.redissession.redis.replication;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.redissession.SessionStoreException.Reason;
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
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;

import static io.github.redissession.StoreFailureConditions.causeWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Many who log in at once, while the replica they wait for is slow, away or back.
 */
class ReplicaAwayIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private static final Replicas REPLICAS = new Replicas(1, Duration.ofSeconds(1));

	private static final Pattern WAITS = Pattern.compile("cmdstat_wait:calls=(\\d+)");

	@RegisterExtension
	static final RedisServer redis = RedisServer.start("--repl-diskless-sync-delay", "0");

	private static CountingProxy link;

	private static RedisServer replica;

	private final AtomicInteger unconfirmed = new AtomicInteger();

	private SessionStore store;

	@BeforeEach
	void createStore() {
		if (replica == null) {
			link = CountingProxy.to(redis);
			replica = RedisServer.start();
			replica.cli("CONFIG", "SET", "masterauth", redis.password());
			replica.cli("REPLICAOF", "127.0.0.1", String.valueOf(link.port()));
		}
		await().atMost(Duration.ofSeconds(10))
			.until(() -> String.valueOf(redis.cli("INFO", "replication")).contains("state=online"));
		RedisSettings settings = new RedisSettings(RedisStores.KEYS, InstantSource.system(), Duration.ofSeconds(5),
				RedisStores::users, true, Duration.ZERO, new SessionObserver() {

					@Override
					public void notReplicated(Operation operation) {
						ReplicaAwayIT.this.unconfirmed.incrementAndGet();
					}

				});
		this.store = new ReplicatedSessionStore(RedisStores.store(redis.connectionFactory()),
				SessionConnection.dedicated(redis.connectionFactory(), Duration.ofSeconds(5), true), settings,
				REPLICAS);
		redis.cli("CONFIG", "RESETSTAT");
	}

	@AfterEach
	void resume() {
		link.delayReplies(Duration.ZERO);
		replica.resume();
	}

	@AfterAll
	static void end() {
		replica.close();
		link.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 8, 64 })
	void withoutTheReplicaManyWhoLogInAtOnceWaitTogether(int number) {
		List<String> ids = visitors(number);
		replica.pause();
		List<CompletableFuture<Duration>> logins = ids.stream().map(this::timedLogin).toList();
		List<Duration> times = logins.stream().map(ReplicaAwayIT::join).sorted().toList();
		assertThat(times.get(number - 1)).as("%s", times).isLessThan(REPLICAS.timeout().multipliedBy(2));
		assertThat(this.unconfirmed).hasValue(number);
		assertThat(waits()).isLessThanOrEqualTo(2);
	}

	@Test
	void withoutTheReplicaALogoutIsAnErrorWithoutAnotherWait() {
		List<String> ids = visitors(5);
		replica.pause();
		for (String id : ids) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> join(this.store.delete(id)))
				.has(causeWith(Reason.NOT_REPLICATED));
			assertThat(join(this.store.find(id))).isNull();
		}
		assertThat(this.unconfirmed).hasValue(5);
		assertThat(waits()).isLessThanOrEqualTo(2);
	}

	@Test
	void aReplicaThatComesBackConfirmsAgain() {
		List<String> ids = visitors(2);
		replica.pause();
		join(login(ids.get(0)));
		assertThat(this.unconfirmed).hasValue(1);
		replica.resume();
		await().atMost(Duration.ofSeconds(5)).until(() -> {
			this.unconfirmed.set(0);
			return isOnReplica(join(login(visitors(1).get(0)))) && this.unconfirmed.get() == 0;
		});
	}

	@Test
	void whoeverSharesAWaitIsOnTheReplicaWhenThatIsAcknowledged() {
		List<String> ids = visitors(60);
		link.delayReplies(Duration.ofMillis(100));
		List<CompletableFuture<Boolean>> logins = new ArrayList<>();
		for (String id : ids) {
			logins.add(login(id).thenApplyAsync(ReplicaAwayIT::isOnReplica).toCompletableFuture());
			await().pollDelay(Duration.ofMillis(3)).pollInterval(Duration.ofMillis(1)).until(() -> true);
		}
		assertThat(logins.stream().map(ReplicaAwayIT::join)).doesNotContain(false);
		assertThat(this.unconfirmed).hasValue(0);
		assertThat(waits()).isBetween(2, ids.size() - 1);
	}

	private List<String> visitors(int number) {
		return IntStream.range(0, number).mapToObj((i) -> {
			String id = SessionToken.random().id();
			join(RedisStores.store(redis.connectionFactory())
				.save(SessionDelta.create(id, TERMS, Duration.ZERO).build()));
			return id;
		}).toList();
	}

	private CompletableFuture<Duration> timedLogin(String id) {
		long start = System.nanoTime();
		return login(id).thenApply((next) -> Duration.ofNanos(System.nanoTime() - start)).toCompletableFuture();
	}

	/** A login changes the id of the visitor's session. */
	private CompletionStage<String> login(String id) {
		String next = SessionToken.random().id();
		return this.store.save(SessionDelta.changeId(id, next, TERMS).detail(SessionRecord.PRINCIPAL, "alice").build())
			.thenApply((result) -> {
				assertThat(result).isEqualTo(SaveResult.SAVED);
				return next;
			});
	}

	private static boolean isOnReplica(String id) {
		return "alice".equals(replica.cli("HGET", "session:" + id, "principal"));
	}

	private static int waits() {
		Matcher matcher = WAITS.matcher(String.valueOf(redis.cli("INFO", "commandstats")));
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
	}

	private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
	}

}
