package io.github.redissession.redis.tracking.walk;

import java.time.Duration;
import java.util.List;

import io.github.redissession.testing.RedisSentinels;
import io.github.redissession.testing.RedisServer;

/**
 * A primary with two replicas, and three sentinels.
 */
final class SentinelDeployment implements Deployment {

	private final RedisSentinels sentinels = RedisSentinels.start();

	@Override
	public String name() {
		return "sentinel";
	}

	@Override
	public String[] springProperties() {
		return this.sentinels.springProperties();
	}

	@Override
	public RedisServer primaryOf(String key) {
		return this.sentinels.primary();
	}

	@Override
	public List<RedisServer> primaries() {
		return List.of(this.sentinels.primary());
	}

	@Override
	public Duration longestPause() {
		return Duration.ofMillis(250);
	}

	@Override
	public List<Trouble> troubles(Duration maxStaleness) {
		int stay = (int) maxStaleness.toMillis();
		return List.of(Trouble.losingChanges("SENTINEL FAILOVER", (random, onePrimary) -> {
			RedisServer before = this.sentinels.primary();
			this.sentinels.failOver();
			this.sentinels.awaitFailover(before);
			awaitReplica(before);
			onePrimary.run();
			Trouble.last(Trouble.between(random, 0, 2 * stay));
			awaitWhole();
		}), Trouble.losingChanges("an unplanned failover", (random, onePrimary) -> {
			RedisServer before = this.sentinels.primary();
			before.kill();
			onePrimary.run();
			this.sentinels.awaitFailover(before);
			Trouble.last(Trouble.between(random, 0, 2 * stay));
			before.restartAsReplicaOf(this.sentinels.primary());
			awaitWhole();
		}), Trouble.losingChanges("an unplanned failover from a server that stands still", (random, onePrimary) -> {
			RedisServer before = this.sentinels.primary();
			before.pause();
			this.sentinels.awaitFailover(before);
			Trouble.last(Trouble.between(random, 0, 2 * stay));
			before.resume();
			awaitReplica(before);
			onePrimary.run();
			awaitWhole();
		}));
	}

	private static void awaitReplica(RedisServer before) {
		Deployment.await("the former primary to know", () -> Deployment.replication(before).contains("role:slave"));
	}

	@Override
	public void awaitWhole() {
		Deployment.await("the replicas", () -> {
			RedisServer primary = this.sentinels.primary();
			return Deployment.isPrimary(primary)
					&& this.sentinels.servers()
						.stream()
						.allMatch((server) -> server == primary || Deployment.isInStep(server, primary))
					&& this.sentinels.isWell();
		});
	}

	@Override
	public void close() {
		this.sentinels.close();
	}

}
