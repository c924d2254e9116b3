package io.github.redissession.redis.interleaving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The order in which the commands of some clients were run. One command precedes another
 * if it was run before it by the same client or with the same key, or if it precedes one
 * that does.
 */
final class Order {

	private final List<Event> events = new ArrayList<>();

	private final Map<String, Event> lastByKey = new HashMap<>();

	private final @Nullable Event[] lastByClient;

	private End end = End.COMPLETE;

	Order(int clients) {
		this.lastByClient = new Event[clients];
	}

	void add(int client, String key, Supplier<String> description) {
		Event before = this.lastByClient[client];
		Event same = this.lastByKey.get(key);
		int[] past = (before != null) ? before.past().clone() : new int[this.lastByClient.length];
		boolean races = same != null && same.client() != client && past[same.client()] < same.past()[same.client()];
		if (same != null) {
			Arrays.setAll(past, (i) -> Math.max(past[i], same.past()[i]));
		}
		past[client]++;
		Event event = new Event(this.events.size(), client, past, races ? same : null, description);
		this.events.add(event);
		this.lastByClient[client] = event;
		this.lastByKey.put(key, event);
	}

	Order endedBy(End how) {
		this.end = how;
		return this;
	}

	End end() {
		return this.end;
	}

	/**
	 * Finds the pairs of commands that could have been run the other way round.
	 * @param consumer gets the position of the first one, and the clients, as bits, with
	 * any of which an order could go on there in which the second one is run before it
	 */
	void races(ObjIntConsumer<Integer> consumer) {
		for (Event second : this.events) {
			Event first = second.race();
			if (first != null) {
				consumer.accept(first.position(), initials(first, second));
			}
		}
	}

	private int initials(Event first, Event second) {
		List<Event> between = new ArrayList<>();
		int clients = 0;
		for (int i = first.position() + 1; i <= second.position(); i++) {
			Event next = this.events.get(i);
			if (next == second || !first.precedes(next)) {
				if (between.stream().noneMatch((earlier) -> earlier.precedes(next))) {
					clients |= 1 << next.client();
				}
				between.add(next);
			}
		}
		return clients;
	}

	/**
	 * Counts the orders, this one included, in which the same commands precede each
	 * other.
	 */
	long equivalents() {
		int[] strides = new int[this.lastByClient.length];
		int total = 1;
		for (int i = 0; i < strides.length; i++) {
			strides[i] = total;
			total *= ((this.lastByClient[i] != null) ? this.lastByClient[i].past()[i] : 0) + 1;
		}
		// How many ways lead to a state, that is to the number of commands that each
		// client has run.
		long[] ways = new long[total];
		ways[0] = 1;
		Event[][] byClient = new Event[strides.length][];
		for (int i = 0; i < strides.length; i++) {
			int client = i;
			byClient[i] = this.events.stream().filter((event) -> event.client() == client).toArray(Event[]::new);
		}
		int[] at = new int[strides.length];
		for (int state = 0; state < total; state++) {
			for (int i = 0; i < at.length; i++) {
				at[i] = state / strides[i] % (byClient[i].length + 1);
			}
			for (int i = 0; ways[state] > 0 && i < at.length; i++) {
				if (at[i] < byClient[i].length && byClient[i][at[i]].mayFollow(at)) {
					ways[state + strides[i]] += ways[state];
				}
			}
		}
		return ways[total - 1];
	}

	@Override
	public String toString() {
		return this.events.stream()
			.map((event) -> event.client() + " " + event.description().get())
			.collect(Collectors.joining("\n"));
	}

	/**
	 * How a run has ended.
	 */
	enum End {

		/** All commands were run. */
		COMPLETE,

		/** Whatever could follow has been run before, in an equivalent order. */
		REPEATED,

		/** The choices of the run before led to other commands. */
		DIVERGED

	}

	/**
	 * A command.
	 *
	 * @param position its position in the order
	 * @param client the client
	 * @param past how many commands of each client precede it, itself included
	 * @param race the previous command with the same key, if another client has run it
	 * and nothing else makes it precede this one
	 * @param description the command
	 */
	private record Event(int position, int client, int[] past, @Nullable Event race, Supplier<String> description) {

		boolean precedes(Event other) {
			return other.past[this.client] >= this.past[this.client];
		}

		boolean mayFollow(int[] done) {
			for (int i = 0; i < done.length; i++) {
				if (i != this.client && done[i] < this.past[i]) {
					return false;
				}
			}
			return true;
		}

	}

}
