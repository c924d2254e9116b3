package io.github.redissession.redis.tracking.walk;

import java.time.Duration;
import java.util.List;

import io.github.redissession.testing.RedisPair;
import io.github.redissession.testing.RedisServer;

/**
 * A primary and a replica behind an address that always leads to the primary: haproxy, or
 * where that is absent a proxy of the tests. Connections stay where they are.
 */
final class FixedAddress implements Deployment {

	private final RedisPair pair = RedisPair.start();

	private final Balancer balancer = Balancer.of(this.pair);

	@Override
	public String name() {
		return "fixed address (" + this.balancer.name() + ")";
	}

	@Override
	public String[] springProperties() {
		return this.pair.primary().address().through(this.balancer.port()).springProperties();
	}

	@Override
	public RedisServer primaryOf(String key) {
		return this.pair.primary();
	}

	@Override
	public List<RedisServer> primaries() {
		return List.of(this.pair.primary());
	}

	@Override
	public Duration longestPause() {
		return Duration.ofMillis(1500);
	}

	@Override
	public List<Trouble> troubles(Duration maxStaleness) {
		int stay = (int) maxStaleness.toMillis();
		return List.of(Trouble.of("a planned failover", (random, onePrimary) -> {
			handOver();
			Trouble.last(Trouble.between(random, 0, 2 * stay));
		}), Trouble.of("a planned failover, and the former primary hears nothing more", (random, onePrimary) -> {
			RedisServer before = this.pair.primary();
			handOver();
			before.cli("REPLICAOF", before.host(), "1");
			Trouble.last(Trouble.between(random, 3 * stay, 5 * stay));
			before.cli("REPLICAOF", this.pair.primary().host(), String.valueOf(this.pair.primary().port()));
			awaitWhole();
		}), Trouble.losingChanges("an unplanned failover", (random, onePrimary) -> {
			RedisServer before = this.pair.primary();
			before.kill();
			onePrimary.run();
			promote();
			Trouble.last(Trouble.between(random, 0, 2 * stay));
			before.restartAsReplicaOf(this.pair.primary());
			awaitWhole();
		}), Trouble.losingChanges("an unplanned failover from a server that stands still", (random, onePrimary) -> {
			RedisServer before = this.pair.primary();
			before.pause();
			promote();
			Trouble.last(Trouble.between(random, 0, 2 * stay));
			before.resume();
			before.cli("REPLICAOF", this.pair.primary().host(), String.valueOf(this.pair.primary().port()));
			onePrimary.run();
			awaitWhole();
		}));
	}

	private void handOver() {
		RedisServer before = this.pair.primary();
		RedisServer next = this.pair.replica();
		before.cli("FAILOVER");
		Deployment.await("the failover", () -> Deployment.isPrimary(next));
		this.pair.swap();
		this.balancer.leadTo(next);
		awaitWhole();
	}

	private void promote() {
		RedisServer next = this.pair.replica();
		next.cli("REPLICAOF", "NO", "ONE");
		this.pair.swap();
		this.balancer.leadTo(next);
	}

	@Override
	public void awaitWhole() {
		Deployment.await("the replica", () -> Deployment.isInStep(this.pair.replica(), this.pair.primary()));
	}

	@Override
	public void close() {
		this.balancer.close();
		this.pair.close();
	}

}
