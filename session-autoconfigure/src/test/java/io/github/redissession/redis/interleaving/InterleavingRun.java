package io.github.redissession.redis.interleaving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

import io.github.redissession.testing.RedisWire;

/**
 * Runs combinations and prints what it has run. See {@code .ci/interleavings} for a run
 * of all combinations.
 */
public final class InterleavingRun {

	private final RedisWire wire;

	private final List<Actor> actors;

	/**
	 * Creates a run.
	 * @param wire the connection to the server, whose database is emptied
	 */
	InterleavingRun(RedisWire wire) {
		this.wire = wire;
		this.actors = Stream.generate(() -> new Actor(this.wire)).limit(4).toList();
	}

	/**
	 * Runs all combinations of two and three operations: of each, one of all orders that
	 * differ by exchanges, and if that covers few, also every order.
	 * @param args the number of combinations that are run at the same time, in a database
	 * each; the greatest number of orders of a combination that are run if they differ by
	 * more than exchanges; up to how many orders a combination is run in every order; and
	 * the minutes after which this ends in any case
	 */
	public static void main(String[] args) throws InterruptedException {
		long limit = Long.parseLong(args[1]);
		long few = Long.parseLong(args[2]);
		long end = System.nanoTime() + Duration.ofMinutes(Long.parseLong(args[3])).toNanos();
		Queue<Combination> left = new ConcurrentLinkedQueue<>(Stream.of(2, 3)
			.flatMap((number) -> Combination.of(number).stream())
			.sorted(Comparator.comparing(Combination::size))
			.toList());
		AtomicLong runs = new AtomicLong();
		AtomicLong faults = new AtomicLong();
		try (LocalServer server = new LocalServer()) {
			System.out.println("Server: " + server.version());
			List<Thread> threads = new ArrayList<>();
			for (int database = 0; database < Integer.parseInt(args[0]); database++) {
				InterleavingRun run = new InterleavingRun(server.wire(database));
				threads.add(new Thread(() -> {
					for (Combination next = left.poll(); next != null; next = left.poll()) {
						for (Tally tally : run.explore(next, limit, few, () -> System.nanoTime() - end > 0)) {
							runs.addAndGet(tally.runs());
							faults.addAndGet(tally.faults());
						}
					}
				}));
			}
			threads.forEach(Thread::start);
			for (Thread thread : threads) {
				thread.join();
			}
			System.out.printf("Run: %,d orders, %d of them with a fault%n", runs.get(), faults.get());
			System.exit((faults.get() == 0) ? 0 : 1);
		}
	}

	private List<Tally> explore(Combination combination, long limit, long few, BooleanSupplier isLate) {
		Tally some = explore(combination, false, (runs) -> runs == limit || isLate.getAsBoolean());
		return (some.isComplete() && some.orders() <= few)
				? List.of(some, explore(combination, true, (runs) -> isLate.getAsBoolean())) : List.of(some);
	}

	/**
	 * Runs a combination and prints the result.
	 * @param all whether to run every order, rather than one of those that differ by
	 * exchanges
	 * @param enough whether to stop after a number of orders
	 */
	Tally explore(Combination combination, boolean all, LongPredicate enough) {
		long start = System.nanoTime();
		Tally tally = combination.run(this.wire, this.actors, all, enough);
		System.out.printf("%-42s %s %,9d run for %,18d, %d with a fault%s (%.1f s)%n", combination,
				all ? "all " : "some", tally.runs(), all ? tally.runs() : tally.orders(), tally.faults(),
				tally.isComplete() ? "" : ", NOT ALL",
				(double) Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000);
		tally.faulty().forEach(System.out::println);
		return tally;
	}

}
