package io.github.redissession.redis.interleaving;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.redissession.testing.GatedClient;
import io.github.redissession.testing.RedisWire;

/**
 * Two or three operations at the same time.
 *
 * @param start the state before
 * @param operations the operations, by the number of their actor
 */
record Combination(World.Start start, List<Operation> operations) {

	/**
	 * Returns all combinations of a number of operations. An id is created once, so no
	 * combination has two of {@link Operation#CREATE}.
	 */
	static List<Combination> of(int number) {
		List<Combination> all = new ArrayList<>();
		extend(List.of(), number, all);
		return all;
	}

	private static void extend(List<Operation> chosen, int number, List<Combination> all) {
		if (chosen.size() == number) {
			World.Start.of(chosen).forEach((start) -> all.add(new Combination(start, chosen)));
			return;
		}
		for (Operation next : Operation.values()) {
			boolean isAgain = next == Operation.CREATE && chosen.contains(next);
			if (!isAgain && (chosen.isEmpty() || next.compareTo(chosen.get(chosen.size() - 1)) >= 0)) {
				List<Operation> longer = new ArrayList<>(chosen);
				longer.add(next);
				extend(List.copyOf(longer), number, all);
			}
		}
	}

	/**
	 * About how many commands it has.
	 */
	int size() {
		return this.operations.stream().mapToInt(Operation::size).sum();
	}

	/**
	 * Runs every order.
	 * @param wire the connection to the server
	 * @param actors at least one more than there are operations; the last one reads
	 * afterwards
	 * @param all whether to run every order, rather than one of those that differ by
	 * exchanges
	 * @param enough whether to stop after a number of orders
	 */
	Tally run(RedisWire wire, List<Actor> actors, boolean all, LongPredicate enough) {
		Actor reader = actors.get(this.operations.size());
		List<Integer> visitors = IntStream.range(0, this.operations.size())
			.filter((i) -> this.operations.get(i) == Operation.ADOPT)
			.boxed()
			.toList();
		World world = World.prepare(wire, reader, this.start, visitors);
		List<GatedClient> clients = actors.stream().limit(this.operations.size()).map(Actor::client).toList();
		Explorer explorer = new Explorer(wire, clients, all, world::watch);
		Tally tally = new Tally();
		boolean more;
		do {
			if (enough.test(tally.runs())) {
				return tally.cutOff();
			}
			world.reset();
			List<CompletionStage<?>> results = new ArrayList<>();
			for (int i = 0; i < this.operations.size(); i++) {
				results.add(this.operations.get(i).begin(actors.get(i), i, this.start));
			}
			Order order = explorer.run();
			clients.forEach(GatedClient::passAll);
			if (order.end() != Order.End.REPEATED) {
				tally.add(order,
						new Outcome(this.start, this.operations, results, reader.sessions(World.USER), world.snapshot())
							.faults(world.faults()));
			}
			more = order.end() == Order.End.DIVERGED || explorer.next();
		}
		while (more);
		return tally;
	}

	@Override
	public String toString() {
		return this.operations.stream().map(Operation::name).collect(Collectors.joining(" + ")) + " on " + this.start;
	}

}
