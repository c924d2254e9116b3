package io.github.redissession.redis.replication;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.Replicas;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.RedisServer;

import static io.github.redissession.StoreFailureConditions.causeWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * A replica that has stopped confirms nothing, whichever connection has written before,
 * and whatever WAIT answers on one that has only read.
 */
class ReplicaStoppedIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private static final Replicas REPLICAS = new Replicas(1, Duration.ofMillis(100));

	@RegisterExtension
	static final RedisServer redis = RedisServer.start("--repl-diskless-sync-delay", "0");

	private static RedisServer replica;

	private final AtomicInteger unconfirmed = new AtomicInteger();

	private final SessionStore others = RedisStores.store(redis.connectionFactory());

	private String id;

	@BeforeEach
	void stopReplica() {
		if (replica == null) {
			replica = RedisServer.start();
			replica.cli("CONFIG", "SET", "masterauth", redis.password());
			replica.cli("REPLICAOF", "127.0.0.1", String.valueOf(redis.port()));
		}
		await().atMost(Duration.ofSeconds(10))
			.until(() -> String.valueOf(redis.cli("INFO", "replication")).contains("state=online"));
		this.id = SessionToken.random().id();
		join(this.others.save(login(SessionDelta.create(this.id, TERMS, Duration.ZERO))));
		assertThat(redis.cli("WAIT", "1", "5000")).isEqualTo(1L);
		replica.pause();
	}

	@AfterEach
	void resume() {
		replica.resume();
	}

	@AfterAll
	static void end() {
		replica.close();
	}

	@Test
	void aLoginIsNotConfirmed() {
		assertThat(join(store(connection()).save(login(SessionDelta.update(this.id, TERMS)))))
			.isEqualTo(SaveResult.SAVED);
		assertThat(this.unconfirmed).hasValue(1);
	}

	@Test
	void aNewIdIsNotConfirmed() {
		assertThat(join(store(connection()).save(login(newId())))).isEqualTo(SaveResult.SAVED);
		assertThat(this.unconfirmed).hasValue(1);
	}

	@Test
	void aLogoutIsNotConfirmed() {
		assertNotReplicated(connection());
	}

	@Test
	void aLogoutIsNotConfirmedIfAnotherConnectionHasEndedTheSessionBefore() {
		join(this.others.delete(this.id));
		assertNotReplicated(connection());
		assertNotReplicated(connection());
	}

	@Test
	void aLogoutIsNotConfirmedIfAnotherConnectionHasGivenTheSessionANewId() {
		join(this.others.save(login(newId())));
		assertNotReplicated(connection());
	}

	@Test
	void aLogoutIsNotConfirmedOnAConnectionThatHasOnlyReadSoFar() {
		SessionConnection reading = connection();
		assertThat(timeToLive(reading)).isPositive();
		join(this.others.save(login(SessionDelta.update(this.id, TERMS))));
		assertNotReplicated(reading);
	}

	@Test
	void aWriteIsNotConfirmedByAConnectionThatWasOpenedAfterIt() {
		SessionConnection writing = connection();
		ReplicaConfirmation confirmation = join(
				new ReplicatedNodes(writing, REPLICAS).begin(List.of(RedisStores.KEYS.session(this.id))))
			.get(0);
		join(writing.send((batch) -> batch.expire(RedisStores.KEYS.session(this.id), Duration.ofMinutes(1))));
		redis.cli("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
		await().atMost(Duration.ofSeconds(5)).ignoreExceptions().until(confirmation::isLost);
		await().atMost(Duration.ofSeconds(5)).ignoreExceptions().until(() -> timeToLive(writing) > 0);
		assertThat(join(confirmation.confirmed().exceptionally((ex) -> false))).isFalse();
	}

	/** Why the connection matters. */
	@Test
	void onRedis8AConnectionThatHasOnlyReadIsToldThatTheReplicaHasEverything() {
		int major = Integer
			.parseInt(String.valueOf(redis.cli("INFO", "server")).replaceAll("(?s).*redis_version:(\\d+)\\..*", "$1"));
		assumeThat(major).as("Needs Redis 8: set redis.test.binary to one").isGreaterThanOrEqualTo(8);
		SessionConnection reading = connection();
		assertThat(timeToLive(reading)).isPositive();
		join(this.others.delete(this.id));
		Long confirmed = join(reading.send((batch) -> batch.waitFor(REPLICAS)));
		assertThat(confirmed).isOne();
	}

	private void assertNotReplicated(SessionConnection connection) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> join(store(connection).delete(this.id)))
			.has(causeWith(Reason.NOT_REPLICATED));
	}

	private Long timeToLive(SessionConnection connection) {
		return join(connection.send((batch) -> batch.timeToLive(RedisStores.KEYS.session(this.id))));
	}

	private SessionDelta.Builder newId() {
		return SessionDelta.changeId(this.id, SessionToken.random().id(), TERMS);
	}

	private static SessionDelta login(SessionDelta.Builder delta) {
		return delta.detail(SessionRecord.PRINCIPAL, "alice").build();
	}

	private static SessionConnection connection() {
		return SessionConnection.dedicated(redis.connectionFactory(), Duration.ofSeconds(5), true);
	}

	private SessionStore store(SessionConnection connection) {
		RedisSettings settings = new RedisSettings(RedisStores.KEYS, InstantSource.system(), Duration.ofSeconds(5),
				RedisStores::users, true, Duration.ZERO, new SessionObserver() {

					@Override
					public void notReplicated(Operation operation) {
						ReplicaStoppedIT.this.unconfirmed.incrementAndGet();
					}

				});
		return new ReplicatedSessionStore(this.others, connection, settings, REPLICAS);
	}

	private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(6, TimeUnit.SECONDS).join();
	}

}
