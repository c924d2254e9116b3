package io.github.redissession.benchmark;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.redissession.benchmark.Options.Mode;
import io.github.redissession.benchmark.Results.Cell;
import io.github.redissession.testing.RedisServer;

/**
 * How fast everybody is, in turn, round by round, on a network without a delay and on one
 * with a delay. At no delay there is no proxy in between.
 */
final class Throughput implements AutoCloseable {

	static final int[] THREADS = { 1, 8, Load.MAX_THREADS };

	static final int DELAY_MILLIS = 1;

	private static final int SESSIONS = 500;

	/** So that the server's memory stays small. */
	private static final int MAX_CREATED = 5_000;

	private final RedisServer redis;

	private final Load load;

	private final Mode mode;

	private final DelayProxy proxy;

	private final Map<PeerKind, Peer> direct = new EnumMap<>(PeerKind.class);

	private final Map<PeerKind, Peer> delayed = new EnumMap<>(PeerKind.class);

	Throughput(RedisServer redis, Load load, Options options) {
		this.redis = redis;
		this.load = load;
		this.mode = options.mode();
		this.proxy = new DelayProxy(redis.address(), Duration.ofMillis(DELAY_MILLIS));
		for (PeerKind kind : options.peers()) {
			kind.beginTurn(redis);
			this.direct.put(kind, kind.open(redis.address(), true, options.ours()));
			this.delayed.put(kind, kind.open(this.proxy.address(), true, options.ours()));
		}
	}

	void measure(Consumer<Cell> results) {
		for (PeerKind kind : this.direct.keySet()) {
			Population population = begin(kind);
			warmUp(kind, population);
		}
		for (int round = 0; round < this.mode.rounds; round++) {
			for (int delay : List.of(0, DELAY_MILLIS)) {
				for (PeerKind kind : this.direct.keySet()) {
					turn(kind, delay, results);
				}
			}
		}
	}

	/**
	 * What the proxy can do: reads per second of bare Lettuce through one that delays
	 * nothing.
	 */
	double proxyCapacity() {
		PeerKind kind = PeerKind.LETTUCE;
		kind.beginTurn(this.redis);
		this.redis.flush();
		try (DelayProxy open = new DelayProxy(this.redis.address(), Duration.ZERO);
				Peer peer = kind.open(open.address(), false, List.of())) {
			Population population = Population.create(this.load, kind, peer, SESSIONS);
			return this.load
				.run(Load.MAX_THREADS, this.mode.cell.multipliedBy(4), Integer.MAX_VALUE,
						() -> population.run(Operation.READ, peer))
				.perSecond();
		}
	}

	private Population begin(PeerKind kind) {
		kind.beginTurn(this.redis);
		this.redis.flush();
		return Population.create(this.load, kind, peer(kind, 0), SESSIONS);
	}

	private void warmUp(PeerKind kind, Population population) {
		for (int delay : List.of(0, DELAY_MILLIS)) {
			for (Operation operation : Operation.values()) {
				if (kind.does(operation)) {
					Peer peer = peer(kind, delay);
					this.load.run(16, this.mode.cell, MAX_CREATED, () -> population.run(operation, peer));
				}
			}
		}
	}

	private void turn(PeerKind kind, int delay, Consumer<Cell> results) {
		Population population = begin(kind);
		Peer peer = peer(kind, delay);
		for (int threads : THREADS) {
			for (Operation operation : Operation.values()) {
				if (kind.does(operation)) {
					Usage before = Usage.now(this.redis);
					Load.Result result = this.load.run(threads, this.mode.cell,
							(operation == Operation.CREATE) ? MAX_CREATED : Integer.MAX_VALUE,
							() -> population.run(operation, peer));
					Usage usage = Usage.now(this.redis).since(before);
					results.accept(Cell.of(kind, operation, threads, delay, result, usage));
				}
			}
		}
	}

	private Peer peer(PeerKind kind, int delay) {
		Peer peer = ((delay == 0) ? this.direct : this.delayed).get(kind);
		if (peer == null) {
			throw new IllegalStateException(kind + " is not open");
		}
		return peer;
	}

	@Override
	public void close() {
		this.direct.values().forEach(Peer::close);
		this.delayed.values().forEach(Peer::close);
		this.proxy.close();
	}

}
