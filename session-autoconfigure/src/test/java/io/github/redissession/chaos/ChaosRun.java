package io.github.redissession.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.github.redissession.testing.RedisCluster;

/**
 * Two nodes of an application in JVMs of their own, a cluster of three primaries with a
 * replica each, 200 users, and one fault after the other. Prints figures, and exits with
 * 1 if a user was logged out without having logged out, was logged in after having logged
 * out, or met errors for longer than an election and five seconds.
 * <p>
 * System properties: {@code chaos.minutes} (20), {@code chaos.seed},
 * {@code chaos.requests} (requests a second, 100), {@code chaos.plant} (see
 * {@link ChaosPlant}).
 */
public final class ChaosRun {

	private static final int THREADS = 20;

	private final ChaosReport report = new ChaosReport();

	private final Random random;

	private final RedisCluster cluster;

	private final List<ChaosNode> nodes = new ArrayList<>();

	private final List<ChaosUser> users;

	private volatile boolean over;

	private ChaosRun(long seed, RedisCluster cluster) {
		this.random = new Random(seed);
		this.cluster = cluster;
		List<String> properties = new ArrayList<>(Arrays.asList(cluster.springProperties()));
		properties.addAll(List.of("redis-session.near-cache.enabled=true", "redis-session.near-cache.max-staleness=1s",
				"redis-session.durability.replicas=1", "redis-session.durability.timeout=500ms",
				"redis-session.resilience.on-outage=reject", "logging.level.root=warn"));
		this.nodes.add(new ChaosNode("node-a", properties));
		this.nodes.add(new ChaosNode("node-b", properties));
		this.users = IntStream.range(0, ChaosUser.MAX)
			.mapToObj((number) -> new ChaosUser(number, this.nodes, this.report, seed))
			.toList();
	}

	/**
	 * Runs it.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		long seed = Long.getLong("chaos.seed", System.nanoTime());
		Duration length = Duration
			.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("chaos.minutes", "20"))));
		ChaosReport.log("seed " + seed);
		boolean good;
		try (RedisCluster cluster = RedisCluster.startWithReplicas()) {
			good = new ChaosRun(seed, cluster).run(length);
		}
		System.exit(good ? 0 : 1);
	}

	private boolean run(Duration length) {
		try {
			this.nodes.forEach(ChaosNode::start);
			long begun = System.nanoTime();
			List<Thread> threads = IntStream.range(0, THREADS).mapToObj(this::browsing).toList();
			ChaosFaults.pause(Duration.ofSeconds(10));
			String plant = System.getProperty("chaos.plant", "");
			if (!plant.isEmpty()) {
				long since = System.nanoTime();
				new ChaosPlant(this.cluster).plant(plant, this.users);
				ChaosFaults.pause(Duration.ofSeconds(20));
				this.report.judge("planted " + plant, since, Duration.ZERO);
			}
			while (System.nanoTime() - begun < length.toNanos()) {
				round(begun + length.toNanos());
			}
			this.over = true;
			threads.forEach(ChaosRun::await);
			return this.report.print(Duration.ofNanos(System.nanoTime() - begun));
		}
		finally {
			this.over = true;
			this.nodes.forEach(ChaosNode::close);
		}
	}

	/**
	 * Causes each fault once, in a random order.
	 */
	private void round(long end) {
		List<ChaosFaults.Fault> faults = new ArrayList<>(new ChaosFaults(this.cluster, this.nodes, this.random).all());
		Collections.shuffle(faults, this.random);
		for (ChaosFaults.Fault fault : faults) {
			if (System.nanoTime() < end) {
				ChaosReport.log(fault.name());
				cause(fault);
				this.cluster.heal();
				this.report.awaitCalm(Duration.ofSeconds(2), Duration.ofSeconds(30));
			}
		}
	}

	private void cause(ChaosFaults.Fault fault) {
		try {
			ChaosFaults.Effect effect = fault.cause().cause();
			ChaosFaults.pause(ChaosReport.GRACE.plusSeconds(2));
			this.report.judge(fault.name(), effect.since(), effect.election());
		}
		catch (RuntimeException ex) {
			ChaosReport.log(fault.name() + " could not be caused: " + ex);
		}
	}

	private Thread browsing(int number) {
		long interval = Duration.ofSeconds(THREADS).dividedBy(Long.getLong("chaos.requests", 100)).toNanos();
		Thread thread = new Thread(() -> {
			while (!this.over) {
				for (int i = number; i < this.users.size() && !this.over; i += THREADS) {
					ChaosFaults.pause(Duration.ofNanos(interval));
					this.users.get(i).step();
				}
			}
		}, "browsing-" + number);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static void await(Thread thread) {
		try {
			thread.join(Duration.ofSeconds(20).toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
