package io.github.redissession.redis.replication;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.Replicas;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;

import static io.github.redissession.StoreFailureConditions.causeWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A store that waits for a replica of the node which has the session, on a cluster.
 */
class ReplicatedClusterSessionStoreIT extends SessionStoreContract {

	@RegisterExtension
	static final RedisCluster redis = RedisCluster.startWithReplicas();

	private static final Replicas REPLICAS = new Replicas(1, Duration.ofMillis(300));

	private SessionStore store;

	@BeforeEach
	void createStore() {
		RedisSettings settings = RedisStores.settings(InstantSource.system(), Duration.ofSeconds(5));
		this.store = new ReplicatedSessionStore(RedisStores.store(redis.connectionFactory()),
				SessionConnection.dedicated(redis.connectionFactory(), Duration.ofSeconds(5), true), settings,
				REPLICAS);
	}

	@Test
	void whatIsAcknowledgedIsOnTheReplica() {
		for (int i = 0; i < 6; i++) {
			String id = id();
			save(SessionDelta.create(id, TERMS, Duration.ZERO).detail(SessionRecord.PRINCIPAL, "alice"));
			assertThat(replicaOf("session:" + id).keys()).contains("session:" + id);
			String next = id();
			save(SessionDelta.changeId(id, next, TERMS));
			assertThat(replicaOf("session:" + next).keys()).contains("session:" + next);
			join(this.store.delete(next));
			assertThat(replicaOf("session:" + next).keys()).doesNotContain("session:" + next);
		}
	}

	@Test
	void withoutTheReplicaOfItsNodeALogoutIsAnError() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ZERO).detail(SessionRecord.PRINCIPAL, "alice"));
		RedisServer replica = replicaOf("session:" + id);
		replica.pause();
		try {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> join(this.store.delete(id)))
				.has(causeWith(Reason.NOT_REPLICATED));
			assertThat(join(this.store.find(id))).isNull();
		}
		finally {
			replica.resume();
		}
	}

	@Test
	void aLogoutWithTheOldIdWaitsForTheReplicaOfTheNodeThatHasTheNewOne() {
		String id = id();
		String next = Stream.generate(SessionStoreContract::id)
			.filter((one) -> redis.masterOf("session:" + one) != redis.masterOf("session:" + id))
			.findFirst()
			.orElseThrow();
		save(SessionDelta.create(id, TERMS, Duration.ZERO).detail(SessionRecord.PRINCIPAL, "alice"));
		save(SessionDelta.changeId(id, next, TERMS));
		RedisServer replica = replicaOf("session:" + next);
		replica.pause();
		try {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> join(this.store.delete(id)))
				.has(causeWith(Reason.NOT_REPLICATED));
			assertThat(join(this.store.find(next))).isNull();
		}
		finally {
			replica.resume();
		}
	}

	@Test
	void aConnectionThatWasLostInBetweenConfirmsNothing() {
		byte[] key = "session:any".getBytes(StandardCharsets.UTF_8);
		SessionConnection commands = SessionConnection.dedicated(redis.connectionFactory(), Duration.ofSeconds(5),
				true);
		assertThat(join(confirmation(commands, key).confirmed())).isTrue();
		ReplicaConfirmation confirmation = confirmation(commands, key);
		redis.masterOf("session:any").cli("CLIENT", "KILL", "TYPE", "normal");
		await().until(confirmation::isLost);
		assertThat(join(confirmation.confirmed().exceptionally((ex) -> false))).isFalse();
	}

	@Test
	void aNodeThatHasHandedTheKeyOverConfirmsNothing() {
		byte[] key = "session:moves".getBytes(StandardCharsets.UTF_8);
		SessionConnection commands = SessionConnection.dedicated(redis.connectionFactory(), Duration.ofSeconds(5),
				true);
		ReplicaConfirmation confirmation = confirmation(commands, key);
		redis.moveSlotOf("session:moves");
		assertThat(join(confirmation.confirmed())).isFalse();
	}

	private static ReplicaConfirmation confirmation(SessionConnection commands, byte[] key) {
		return join(new ReplicatedNodes(commands, REPLICAS).begin(List.of(key))).get(0);
	}

	private static RedisServer replicaOf(String key) {
		String port = "master_port:" + redis.masterOf(key).port() + "\r\n";
		return redis.nodes()
			.stream()
			.filter((node) -> String.valueOf(node.cli("INFO", "replication")).contains(port))
			.findFirst()
			.orElseThrow();
	}

	@Override
	protected SessionStore store() {
		return this.store;
	}

}
