package io.github.redissession.chaos;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;

/**
 * What goes wrong, one thing at a time. Each method returns when the fault is over, with
 * the time from which requests may fail for as long as an election takes, and a bit more.
 */
final class ChaosFaults {

	private static final int SLOTS = 20;

	private final RedisCluster cluster;

	private final List<ChaosNode> nodes;

	private final Random random;

	ChaosFaults(RedisCluster cluster, List<ChaosNode> nodes, Random random) {
		this.cluster = cluster;
		this.nodes = nodes;
		this.random = random;
	}

	List<Fault> all() {
		return List.of(new Fault("primary killed", this::primaryKilled),
				new Fault("primary paused", this::primaryPaused), new Fault("replica killed", this::replicaKilled),
				new Fault("planned failover", this::plannedFailover), new Fault("slots moved", this::slotsMoved),
				new Fault("memory full", this::memoryFull), new Fault("node killed", this::nodeKilled),
				new Fault("node paused", this::nodePaused), new Fault("clock stepped", this::clockStepped));
	}

	private Effect primaryKilled() {
		RedisServer primary = any(this.cluster.masters());
		long since = System.nanoTime();
		primary.kill();
		this.cluster.awaitFailover(primary);
		return new Effect(since, Duration.ofNanos(System.nanoTime() - since));
	}

	/** The pause is longer than an election, which takes place meanwhile. */
	private Effect primaryPaused() {
		RedisServer primary = any(this.cluster.masters());
		long since = System.nanoTime();
		primary.pause();
		pause(Duration.ofSeconds(4));
		primary.resume();
		return new Effect(since, Duration.ofNanos(System.nanoTime() - since));
	}

	private Effect replicaKilled() {
		long since = System.nanoTime();
		any(replicas()).kill();
		return new Effect(since, Duration.ZERO);
	}

	private Effect plannedFailover() {
		long since = System.nanoTime();
		any(replicas()).cli("CLUSTER", "FAILOVER");
		return new Effect(since, Duration.ZERO);
	}

	private Effect slotsMoved() {
		for (int i = 0; i < SLOTS; i++) {
			this.cluster.moveSlotOf("session:" + UUID.randomUUID());
		}
		return new Effect(System.nanoTime(), Duration.ZERO);
	}

	private Effect memoryFull() {
		List<RedisServer> primaries = this.cluster.masters();
		primaries.forEach((primary) -> primary.cli("CONFIG", "SET", "maxmemory", "1"));
		pause(Duration.ofSeconds(3));
		primaries.forEach((primary) -> primary.cli("CONFIG", "SET", "maxmemory", "0"));
		return new Effect(System.nanoTime(), Duration.ZERO);
	}

	private Effect nodeKilled() {
		ChaosNode node = any(this.nodes);
		long since = System.nanoTime();
		node.kill();
		node.start();
		return new Effect(since, Duration.ZERO);
	}

	private Effect nodePaused() {
		ChaosNode node = any(this.nodes);
		node.signal("STOP");
		pause(Duration.ofSeconds(3));
		node.signal("CONT");
		return new Effect(System.nanoTime(), Duration.ZERO);
	}

	private Effect clockStepped() {
		long seconds = (this.random.nextInt(48) - 24) * 3600L;
		long since = System.nanoTime();
		try {
			new Browser().get(any(this.nodes).uri("/clock?seconds=" + seconds));
		}
		catch (UncheckedIOException ex) {
			ChaosReport.log("the clock could not be stepped: " + ex.getMessage());
		}
		return new Effect(since, Duration.ZERO);
	}

	private List<RedisServer> replicas() {
		List<RedisServer> primaries = this.cluster.masters();
		return this.cluster.nodes().stream().filter((server) -> !primaries.contains(server)).toList();
	}

	private <T> T any(List<T> all) {
		return all.get(this.random.nextInt(all.size()));
	}

	static void pause(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	/**
	 * What a fault has done.
	 *
	 * @param since when requests may begin to fail, by {@link System#nanoTime()}
	 * @param election how long the servers needed to agree on another primary
	 */
	record Effect(long since, Duration election) {

	}

	/**
	 * A kind of fault.
	 */
	record Fault(String name, Cause cause) {

	}

	/**
	 * Causes a fault.
	 */
	@FunctionalInterface
	interface Cause {

		Effect cause();

	}

}
