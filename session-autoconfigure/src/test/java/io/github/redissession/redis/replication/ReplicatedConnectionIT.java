package io.github.redissession.redis.replication;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.api.StatefulConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.Replicas;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;

import static io.github.redissession.StoreFailureConditions.causeWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The connection on which a store waits for a replica, when it is no good any more.
 */
class ReplicatedConnectionIT {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private static final Replicas REPLICAS = new Replicas(1, Duration.ofMillis(200));

	@RegisterExtension
	static final RedisServer redis = RedisServer.start("--repl-diskless-sync-delay", "0");

	private static RedisServer replica;

	private final CountingProxy proxy = CountingProxy.to(redis);

	private final SessionConnection shared = new SessionConnection(this.proxy.connectionFactory(), PATIENCE, true);

	private final SessionConnection own = SessionConnection.dedicated(this.proxy.connectionFactory(), PATIENCE, true);

	private SessionStore store;

	@BeforeEach
	void createStore() {
		if (replica == null) {
			replica = RedisServer.start();
			replica.cli("CONFIG", "SET", "masterauth", redis.password());
			replica.cli("REPLICAOF", "127.0.0.1", String.valueOf(redis.port()));
		}
		await().atMost(Duration.ofSeconds(10))
			.until(() -> String.valueOf(redis.cli("INFO", "replication")).contains("state=online"));
		RedisSettings settings = RedisStores.settings(InstantSource.system(), PATIENCE);
		this.store = new ReplicatedSessionStore(new RedisSessionStore(this.shared, settings), this.own, settings,
				REPLICAS);
		assertThat(login()).isTrue();
	}

	@AfterEach
	void close() {
		this.proxy.close();
		replica.resume();
		redis.cli("REPLICAOF", "NO", "ONE");
	}

	@AfterAll
	static void end() {
		replica.close();
	}

	@Test
	void aConnectionOnWhichNothingArrivesIsReplaced() {
		this.proxy.silenceConnections();
		assertThat(login()).isFalse();
		await().atMost(PATIENCE.multipliedBy(3)).until(this::login);
	}

	@Test
	void aConnectionOnWhichOnlyTheReplicasAreAskedInVainIsReplaced() throws Exception {
		ReplicaConfirmation confirmation = new ReplicatedNodes(this.own, REPLICAS)
			.begin(List.of(RedisStores.KEYS.session("any")))
			.toCompletableFuture()
			.get(5, TimeUnit.SECONDS)
			.get(0);
		this.proxy.silenceConnections();
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> confirmation.confirmed().toCompletableFuture().get(3, TimeUnit.SECONDS));
		await().atMost(PATIENCE.multipliedBy(3)).until(this::login);
	}

	@Test
	void aConnectionThatWasReplacedInBetweenConfirmsNothing() throws Exception {
		StatefulConnection<byte[], byte[]> before = this.own.connection().join();
		ReplicaConfirmation confirmation = new ReplicatedNodes(this.own, REPLICAS)
			.begin(List.of(RedisStores.KEYS.session("any")))
			.toCompletableFuture()
			.get(5, TimeUnit.SECONDS)
			.get(0);
		this.own.reconnect();
		assertThat(login()).isTrue();
		assertThat(this.own.connection().join()).isNotSameAs(before);
		assertThat(answer(confirmation.confirmed().exceptionally((ex) -> false))).isFalse();
	}

	@Test
	void aConnectionThatSaysThatTheReplicaIsAwayStays() {
		StatefulConnection<byte[], byte[]> before = this.own.connection().join();
		replica.pause();
		assertThat(login()).isTrue();
		await().during(PATIENCE.multipliedBy(2))
			.atMost(PATIENCE.multipliedBy(3))
			.until(() -> this.own.connection().join() == before);
	}

	@Test
	void aConnectionToAServerThatHasBecomeAReplicaIsReplacedAndTheSharedOneStays() {
		StatefulConnection<byte[], byte[]> before = this.own.connection().join();
		StatefulConnection<byte[], byte[]> others = this.shared.connection().join();
		redis.cli("REPLICAOF", "127.0.0.1", "1");
		for (int i = 0; i < 4; i++) {
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> answer(this.store.delete(SessionToken.random().id())))
				.has(causeWith(Reason.UNAVAILABLE));
		}
		await().until(() -> this.own.connection().join() != before);
		await().during(PATIENCE).until(() -> this.shared.connection().join() == others);
		redis.cli("REPLICAOF", "NO", "ONE");
		assertThat(login()).isTrue();
	}

	private boolean login() {
		SessionDelta delta = SessionDelta.create(SessionToken.random().id(), TERMS, Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, "alice")
			.build();
		try {
			return answer(this.store.save(delta)) == SaveResult.SAVED;
		}
		catch (Exception ex) {
			return false;
		}
	}

	private static <T extends @Nullable Object> T answer(CompletionStage<T> stage)
			throws InterruptedException, ExecutionException, TimeoutException {
		CompletableFuture<T> answer = stage.toCompletableFuture();
		return answer.get(PATIENCE.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
	}

}
