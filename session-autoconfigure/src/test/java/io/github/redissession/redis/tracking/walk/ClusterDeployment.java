package io.github.redissession.redis.tracking.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;

/**
 * A cluster of three masters with a replica each.
 */
final class ClusterDeployment implements Deployment {

	private static final int SLOTS = 16384;

	private final RedisCluster cluster = RedisCluster.startWithReplicas();

	/**
	 * Starts it.
	 * @param keys how many keys there are beside the sessions, because some servers
	 * report what has moved only as they delete it
	 */
	ClusterDeployment(int keys) {
		this.cluster.fill(keys);
	}

	@Override
	public String name() {
		return "cluster";
	}

	@Override
	public String[] springProperties() {
		return this.cluster.springProperties();
	}

	@Override
	public RedisServer primaryOf(String key) {
		return this.cluster.masterOf(key);
	}

	@Override
	public List<RedisServer> primaries() {
		return this.cluster.masters();
	}

	@Override
	public Duration longestPause() {
		return Duration.ofMillis(500);
	}

	@Override
	public List<Trouble> troubles(Duration maxStaleness) {
		int stay = (int) maxStaleness.toMillis();
		List<Trouble> all = new ArrayList<>();
		all.add(Trouble.of("CLUSTER FAILOVER", (random, onePrimary) -> {
			RedisServer before = any(random);
			replicaOf(before).cli("CLUSTER", "FAILOVER");
			this.cluster.awaitFailover(before);
			Trouble.last(Trouble.between(random, 0, 2 * stay));
			awaitWhole();
		}));
		all.add(Trouble.losingChanges("an unplanned failover", (random, onePrimary) -> {
			RedisServer before = any(random);
			before.kill();
			onePrimary.run();
			this.cluster.awaitFailover(before);
			Trouble.last(Trouble.between(random, 0, 2 * stay));
			before.restart();
			awaitWhole();
		}));
		all.add(Trouble.losingChanges("an unplanned failover from a server that stands still", (random, onePrimary) -> {
			RedisServer before = any(random);
			RedisServer replica = replicaOf(before);
			before.pause();
			Deployment.await("the replica to take over", () -> Deployment.isPrimary(replica));
			Trouble.last(Trouble.between(random, 0, 2 * stay));
			before.resume();
			Deployment.await("the former primary to know", () -> Deployment.replication(before).contains("role:slave"));
			onePrimary.run();
			awaitWhole();
		}));
		all.add(Trouble.of("a slot is moved key by key", (random, onePrimary) -> {
			this.cluster.moveSlotOf("{" + random.nextInt() + "}");
			awaitWhole();
		}));
		if (this.cluster.movesSlotsAtOnce()) {
			all.add(Trouble.of("slots are moved at once", (random, onePrimary) -> {
				int first = random.nextInt(SLOTS);
				this.cluster.moveSlotsAtOnce(first, Math.min(SLOTS - 1, first + SLOTS / 8 + random.nextInt(SLOTS / 4)));
				Trouble.last(Trouble.between(random, 4 * stay, 8 * stay));
				awaitWhole();
			}));
		}
		return all;
	}

	private RedisServer any(Random random) {
		List<RedisServer> masters = this.cluster.masters();
		return masters.get(random.nextInt(masters.size()));
	}

	private RedisServer replicaOf(RedisServer master) {
		return this.cluster.nodes()
			.stream()
			.filter((node) -> Deployment.replication(node).contains("master_port:" + master.port()))
			.findFirst()
			.orElseThrow();
	}

	@Override
	public void awaitWhole() {
		this.cluster.awaitWhole();
		Deployment.await("the replicas",
				() -> this.cluster.masters()
					.stream()
					.allMatch((master) -> Deployment.isInStep(replicaOf(master), master)));
	}

	@Override
	public void close() {
		this.cluster.close();
	}

}
