package io.github.redissession.redis.tracking;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;
import io.github.redissession.testing.CommandCounter;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node with a near cache on a cluster of three masters, each with a replica.
 */
class NearCacheClusterIT extends SessionStoreContract {

	@RegisterExtension
	static final RedisCluster cluster = RedisCluster.startWithReplicas();

	private NearNode node;

	private SessionStore elsewhere;

	@BeforeEach
	void startNode() {
		this.node = new NearNode(cluster.connectionFactory(), cluster.connectionFactory(), Duration.ofSeconds(2),
				Duration.ofSeconds(1))
			.started();
		this.elsewhere = RedisStores.store(cluster.connectionFactory());
	}

	@AfterEach
	void stopNode() {
		this.node.close();
	}

	@Test
	void changesOnEveryMasterAreHeardOf() {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			ids.add(created());
		}
		ids.forEach((id) -> this.node.find(id, false));
		List<CommandCounter> counters = cluster.masters().stream().map(CommandCounter::start).toList();
		ids.forEach((id) -> this.node.find(id, true));
		assertThat(counters).noneMatch((counter) -> counter.counts().containsKey("hgetall"));
		ids.forEach(
				(id) -> join(this.elsewhere.save(SessionDelta.update(id, TERMS).attribute("a", bytes("2")).build())));
		this.node.hear();
		ids.forEach((id) -> assertThat(strings(this.node.find(id, false))).containsEntry("a", "2"));
		assertThat(ids.stream().map((id) -> cluster.masterOf("session:" + id).port()).distinct()).hasSize(3);
	}

	@Test
	void everythingIsReadAnewAfterAFailover() {
		String id = created();
		this.node.find(id);
		long flushes = this.node.statistics().flushes();
		RedisServer master = cluster.masterOf("session:" + id);
		await().until(() -> Long.valueOf(1).equals(master.cli("WAIT", "1", "1000")));
		master.kill();
		await().until(() -> this.node.statistics().flushes() > flushes);
		cluster.awaitFailover(master);
		this.node.started();
		assertThat(cluster.masterOf("session:" + id).port()).isNotEqualTo(master.port());
		await().ignoreExceptions().until(() -> this.node.find(id) != null);
		this.node.find(id, true);
		join(this.elsewhere.save(SessionDelta.update(id, TERMS).attribute("a", bytes("2")).build()));
		this.node.hear();
		assertThat(strings(this.node.find(id))).containsEntry("a", "2");
	}

	@Test
	void aSlotThatMovesTakesItsSessionsOutOfTheCache() {
		String id = created();
		String key = "session:" + id;
		this.node.find(id);
		this.node.find(id, true);
		String slot = String.valueOf(cluster.masterOf(key).cli("CLUSTER", "KEYSLOT", key));
		RedisServer from = cluster.masterOf(key);
		RedisServer to = cluster.masters()
			.stream()
			.filter((one) -> one.port() != from.port())
			.findFirst()
			.orElseThrow();
		String fromId = String.valueOf(from.cli("CLUSTER", "MYID"));
		String toId = String.valueOf(to.cli("CLUSTER", "MYID"));
		to.cli("CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
		from.cli("CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
		from.cli("MIGRATE", to.host(), String.valueOf(to.port()), key, "0", "5000", "AUTH",
				String.valueOf(to.password()));
		join(this.elsewhere.save(SessionDelta.update(id, TERMS).attribute("a", bytes("2")).build()));
		await().until(() -> "2".equals(strings(this.node.find(id)).get("a")));
		to.cli("CLUSTER", "SETSLOT", slot, "NODE", toId);
		from.cli("CLUSTER", "SETSLOT", slot, "NODE", toId);
		this.node.started();
		await().until(() -> {
			this.node.find(id);
			long hits = this.node.statistics().hits();
			this.node.find(id);
			return this.node.statistics().hits() > hits;
		});
		join(this.elsewhere.save(SessionDelta.update(id, TERMS).attribute("a", bytes("3")).build()));
		this.node.hear();
		assertThat(strings(this.node.find(id))).containsEntry("a", "3");
		assertThat(cluster.masterOf(key).port()).isEqualTo(to.port());
	}

	/**
	 * The former owner keeps the sessions for a while and reports nothing, as Redis 8.6
	 * does after it has handed over a slot as a whole.
	 */
	@Test
	void aSlotThatIsHandedOverWithoutAWordTakesItsSessionsOutOfTheCache() {
		String id = created();
		String key = "session:" + id;
		this.node.find(id);
		this.node.find(id, true);
		RedisServer from = cluster.masterOf(key);
		RedisServer to = cluster.masters().stream().filter((one) -> one != from).findFirst().orElseThrow();
		String slot = String.valueOf(from.cli("CLUSTER", "KEYSLOT", key));
		String toId = String.valueOf(to.cli("CLUSTER", "MYID"));
		from.cli("CLUSTER", "DELSLOTS", slot);
		cluster.masters().forEach((each) -> each.cli("CLUSTER", "SETSLOT", slot, "NODE", toId));
		long moved = System.nanoTime();
		await().pollInterval(Duration.ofMillis(5)).ignoreExceptions().until(() -> {
			boolean isOld = this.node.find(id) != null;
			Duration age = Duration.ofNanos(System.nanoTime() - moved);
			assertThat(isOld && age.compareTo(Duration.ofSeconds(2)) > 0).as("is still there after %s", age).isFalse();
			return !isOld;
		});
		this.node.started();
		assertThat(cluster.masterOf(key).port()).isEqualTo(to.port());
	}

	/** The former master still replies to a PING, but no longer owns the slot. */
	@Test
	void aMasterThatWasReplacedInOrderIsLeft() {
		String id = created();
		this.node.find(id);
		RedisServer master = cluster.masterOf("session:" + id);
		RedisServer replica = cluster.nodes()
			.stream()
			.filter((one) -> String.valueOf(one.cli("ROLE")).contains("slave")
					&& String.valueOf(one.cli("ROLE")).contains(String.valueOf(master.port())))
			.findFirst()
			.orElseThrow();
		long flushes = this.node.statistics().flushes();
		replica.cli("CLUSTER", "FAILOVER");
		await().until(() -> this.node.statistics().flushes() > flushes);
		await().until(() -> cluster.masterOf("session:" + id).port() == replica.port());
		this.node.started();
		await().ignoreExceptions().until(() -> this.node.find(id) != null);
		join(this.elsewhere.save(SessionDelta.update(id, TERMS).attribute("a", bytes("2")).build()));
		this.node.hear();
		assertThat(strings(this.node.find(id))).containsEntry("a", "2");
	}

	@Override
	protected SessionStore store() {
		return this.node.store();
	}

}
