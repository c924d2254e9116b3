package io.github.redissession.redis.tracking;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A primary behind a fixed address hands over to its replica, which closes no connection
 * of a client: what lies behind the address later is another server than the one at the
 * other end of the connections.
 */
class PlannedFailoverIT {

	private static final Duration MAX_STALENESS = Duration.ofSeconds(1);

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	@RegisterExtension
	static final RedisServer first = RedisServer.start();

	@RegisterExtension
	static final RedisServer second = RedisServer.start();

	private final CountingProxy address = CountingProxy.to(first);

	@BeforeEach
	void replicate() {
		for (RedisServer server : new RedisServer[] { first, second }) {
			server.cli("CONFIG", "SET", "requirepass", "");
			server.cli("CONFIG", "SET", "masterauth", "");
		}
		second.cli("REPLICAOF", first.host(), String.valueOf(first.port()));
		await().until(() -> replication(second).contains("master_link_status:up"));
	}

	@AfterEach
	void separate() {
		this.address.close();
		first.cli("REPLICAOF", "NO", "ONE");
		second.cli("REPLICAOF", "NO", "ONE");
	}

	@Test
	void aSignedOutUserIsNotServedByTheFormerPrimary() {
		LettuceConnectionFactory factory = this.address.newConnectionFactory();
		try (NearNode node = new NearNode(factory, factory, MAX_STALENESS, Duration.ofMillis(300)).started()) {
			SessionStore elsewhere = RedisStores.store(second.connectionFactory());
			SessionStore before = RedisStores.store(first.connectionFactory());
			String signedOut = create(before);
			String changed = create(before);
			node.find(signedOut);
			node.find(changed);
			assertThat(node.find(signedOut, true)).isNotNull();
			handOver();
			join(elsewhere.delete(signedOut));
			join(elsewhere.save(SessionDelta.update(changed, TERMS)
				.attribute("value", "2".getBytes(StandardCharsets.UTF_8))
				.build()));
			String login = create(elsewhere);
			long now = System.nanoTime();
			await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(10)).until(() -> {
				boolean isOld = node.find(signedOut) != null || !"2".equals(value(node.find(changed)))
						|| node.find(login) == null;
				Duration age = Duration.ofNanos(System.nanoTime() - now);
				assertThat(isOld && age.compareTo(MAX_STALENESS) > 0).as("is still old after %s", age).isFalse();
				return !isOld;
			});
			node.started();
			assertThat(value(node.find(changed))).isEqualTo("2");
			join(elsewhere.delete(changed));
			await().pollInterval(Duration.ofMillis(2)).atMost(MAX_STALENESS).until(() -> node.find(changed) == null);
		}
	}

	/** The former primary becomes a replica that hears nothing of the next one. */
	private void handOver() {
		assertThat(first.cli("WAIT", "1", "5000")).isEqualTo(1L);
		this.address.redirect(second);
		first.cli("FAILOVER");
		await().until(() -> replication(second).contains("role:master")
				&& replication(first).contains("master_link_status:up"));
		first.cli("REPLICAOF", first.host(), "1");
		await().until(() -> replication(first).contains("master_link_status:down"));
	}

	private static String replication(RedisServer server) {
		return String.valueOf(server.cli("INFO", "replication"));
	}

	private static String create(SessionStore store) {
		String id = SessionToken.random().id();
		join(store.save(SessionDelta.create(id, TERMS, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.attribute("value", "1".getBytes(StandardCharsets.UTF_8))
			.build()));
		return id;
	}

	private static @Nullable String value(@Nullable SessionRecord record) {
		return (record != null) ? new String(record.attributes().get("value"), StandardCharsets.UTF_8) : null;
	}

	private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

}
