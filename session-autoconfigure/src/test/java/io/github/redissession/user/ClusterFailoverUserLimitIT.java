package io.github.redissession.user;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;

import static org.awaitility.Awaitility.await;

/**
 * The limit on a cluster after the index of a user was moved to another node, and that
 * node was killed, while the user was logging in. The connections live through all of it
 * and know the new owners of all slots by then.
 */
class ClusterFailoverUserLimitIT extends UserLimitContract {

	private static final String INDEX = "session:user:alice";

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	@RegisterExtension
	static final RedisCluster cluster = RedisCluster.startWithReplicas();

	private static RedisConnectionFactory second;

	private boolean odd;

	@BeforeAll
	static void moveTheIndexAndKillItsNodeUnderLoad() {
		second = cluster.newConnectionFactory();
		SessionStore store = RedisStores.limited(cluster.connectionFactory());
		SessionStore other = RedisStores.limited(second);
		logIn(store);
		logIn(other);
		AtomicBoolean over = new AtomicBoolean();
		CompletableFuture<?> load = CompletableFuture.runAsync(() -> {
			while (!over.get()) {
				logIn(store);
				logIn(other);
			}
		});
		RedisServer owner = cluster.moveSlotOf(INDEX);
		owner.kill();
		cluster.awaitFailover(owner);
		over.set(true);
		load.join();
		await().ignoreExceptions().untilAsserted(() -> {
			for (int i = 0; i < 50; i++) {
				logIn(store, "user " + i).join();
				logIn(other, "user " + i).join();
			}
		});
	}

	/** Fails while the node is dead, which is not what this is about. */
	private static void logIn(SessionStore store) {
		logIn(store, "alice").exceptionally((ex) -> null).join();
	}

	private static CompletableFuture<?> logIn(SessionStore store, String name) {
		return store
			.save(SessionDelta.create(SessionToken.random().id(), TERMS, Duration.ZERO)
				.detail(SessionRecord.PRINCIPAL, name)
				.build())
			.toCompletableFuture();
	}

	@Override
	protected RedisConnectionFactory connect() {
		this.odd = !this.odd;
		return this.odd ? cluster.connectionFactory() : second;
	}

	@Override
	protected void flush() {
		cluster.flush();
	}

}
