package io.github.redissession.redis.replication;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.Replicas;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;
import io.github.redissession.testing.RedisServer;

import static io.github.redissession.StoreFailureConditions.causeWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A store that waits for a replica, one that follows and one that has stopped.
 */
class ReplicatedSessionStoreIT extends SessionStoreContract {

	@RegisterExtension
	static final RedisServer redis = RedisServer.start("--repl-diskless-sync-delay", "0");

	private static RedisServer replica;

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
		RedisSettings settings = RedisStores.settings(InstantSource.system(), Duration.ofSeconds(5));
		this.store = new ReplicatedSessionStore(RedisStores.store(redis.connectionFactory()),
				SessionConnection.dedicated(redis.connectionFactory(), Duration.ofSeconds(5), true), settings,
				new Replicas(1, Duration.ofMillis(300)));
	}

	@AfterEach
	void resume() {
		replica.resume();
	}

	@Test
	void whatIsAcknowledgedIsOnTheReplica() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ZERO).detail(SessionRecord.PRINCIPAL, "alice"));
		assertThat(replica.cli("HGET", "session:" + id, "principal")).isEqualTo("alice");
		String next = id();
		save(SessionDelta.changeId(id, next, TERMS));
		assertThat(replica.cli("HGET", "session:" + next, "principal")).isEqualTo("alice");
		join(this.store.delete(next));
		assertThat(replica.cli("EXISTS", "session:" + next)).isEqualTo(0L);
	}

	@Test
	void withoutTheReplicaALoginIsDoneAndALogoutIsAnError() {
		String id = id();
		replica.pause();
		assertThat(result(SessionDelta.create(id, TERMS, Duration.ZERO).detail(SessionRecord.PRINCIPAL, "alice")))
			.isEqualTo(SaveResult.SAVED);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> join(this.store.delete(id)))
			.has(causeWith(Reason.NOT_REPLICATED));
		assertThat(join(this.store.find(id))).isNull();
	}

	@Override
	protected SessionStore store() {
		return this.store;
	}

}
