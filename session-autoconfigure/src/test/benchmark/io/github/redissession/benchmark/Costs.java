package io.github.redissession.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.github.redissession.benchmark.Results.Cost;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.CountingProxy.Traffic;
import io.github.redissession.testing.MonitorRecorder;
import io.github.redissession.testing.RedisServer;

/**
 * What one request costs, counted one after the other on a network that delays replies:
 * round trips, commands, bytes.
 */
final class Costs {

	private static final int TIMES = 25;

	private static final Duration DELAY = Duration.ofMillis(1);

	private static final Duration QUIET = Duration.ofMillis(30);

	private final RedisServer redis;

	private final Load load;

	private final List<String> extra;

	Costs(RedisServer redis, Load load, List<String> extra) {
		this.redis = redis;
		this.load = load;
		this.extra = extra;
	}

	void measure(PeerKind kind, Consumer<Cost> results) {
		kind.beginTurn(this.redis);
		this.redis.flush();
		try (CountingProxy proxy = CountingProxy.to(this.redis);
				Peer peer = kind.open(proxy.address(), false, this.extra)) {
			Population population = Population.create(this.load, kind, peer, 20);
			for (Operation operation : Operation.values()) {
				if (kind.does(operation)) {
					population.run(operation, peer);
				}
			}
			proxy.delayReplies(DELAY);
			for (Operation operation : Operation.values()) {
				if (kind.does(operation)) {
					results.accept(count(kind, operation, proxy, () -> population.run(operation, peer)));
				}
			}
			proxy.delayReplies(Duration.ZERO);
		}
	}

	private Cost count(PeerKind kind, Operation operation, CountingProxy proxy, Runnable task) {
		settle(proxy);
		try (MonitorRecorder recorder = MonitorRecorder.start(this.redis)) {
			Usage usage = Usage.now(this.redis);
			Traffic before = proxy.traffic();
			recorder.clear();
			for (int i = 0; i < TIMES; i++) {
				task.run();
			}
			settle(proxy);
			Traffic traffic = proxy.traffic().since(before);
			Map<String, Double> commands = new TreeMap<>();
			recorder.commands()
				.stream()
				.filter((name) -> !name.equals("INFO"))
				.forEach((name) -> commands.merge(name, 1.0 / TIMES, Double::sum));
			Map<String, Double> executed = new TreeMap<>(Usage.now(this.redis).since(usage).calls());
			List.of("echo", "monitor", "auth", "ping", "config|set", "client|setinfo").forEach(executed::remove);
			return new Cost(kind.label(), operation.label(), (double) traffic.roundTrips() / TIMES, commands,
					executed.values().stream().mapToDouble(Double::doubleValue).sum() / TIMES,
					(double) traffic.requestBytes() / TIMES, (double) traffic.replyBytes() / TIMES);
		}
	}

	/**
	 * Waits until nothing passes any more: listeners do their work after the request.
	 */
	private static void settle(CountingProxy proxy) {
		Traffic before = proxy.traffic();
		long since = System.nanoTime();
		while (System.nanoTime() - since < QUIET.toNanos()) {
			LockSupport.parkNanos(QUIET.dividedBy(10).toNanos());
			Traffic now = proxy.traffic();
			if (!now.equals(before)) {
				before = now;
				since = System.nanoTime();
			}
		}
	}

}
