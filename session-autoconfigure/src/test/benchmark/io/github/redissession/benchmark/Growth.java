package io.github.redissession.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

import io.github.redissession.testing.RedisServer;

/**
 * Looks whether a request takes longer because there are more sessions of others: times
 * reading and listing with 1,000, 100,000 and 1,000,000 sessions in the same Redis.
 */
public final class Growth {

	private static final int[] SIZES = { 1_000, 100_000, 1_000_000 };

	private static final int ROUNDS = 7;

	private static final int THREADS = 16;

	private Growth() {
	}

	/**
	 * Measures.
	 * @param args among others {@code mode}: with {@code smoke} a tenth as many sessions
	 */
	public static void main(String[] args) {
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
		int divisor = (Options.parse(args).mode() == Options.Mode.SMOKE) ? 10 : 1;
		try (RedisServer redis = RedisServer.start();
				Load load = new Load();
				Peer peer = new StoredSessionPeer(Contexts.ours(List.of(redis.springProperties())))) {
			Population population = Population.create(load, PeerKind.OURS, peer, SIZES[0] / divisor);
			int there = SIZES[0] / divisor;
			time(load, population, peer, Operation.READ);
			time(load, population, peer, Operation.LIST);
			System.out.println("| sessions | read µs | list 50 µs |");
			System.out.println("|---|---|---|");
			for (int size : SIZES) {
				int wanted = size / divisor;
				load.repeat(THREADS, wanted - there, () -> peer.create("somebody"));
				there = wanted;
				System.out.printf("| %,d | %.0f | %.0f |%n", wanted, time(load, population, peer, Operation.READ),
						time(load, population, peer, Operation.LIST));
			}
		}
		System.exit(0);
	}

	/**
	 * Returns the median of the rounds' medians, in microseconds.
	 */
	private static double time(Load load, Population population, Peer peer, Operation operation) {
		List<Double> medians = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			medians.add(
					load.run(1, Duration.ofSeconds(1), Integer.MAX_VALUE, () -> population.run(operation, peer)).p50());
		}
		medians.sort(null);
		return medians.get(ROUNDS / 2);
	}

}
