package io.github.redissession.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * All that was measured.
 *
 * @param about when, where, how
 * @param costs what was counted
 * @param cells what was timed, one for each round
 * @param memory of a session
 * @param replication of read requests
 * @param http whole requests
 */
record Results(Map<String, String> about, List<Cost> costs, List<Cell> cells, List<Memory> memory,
		List<Replication> replication, List<Http> http) {

	Results() {
		this(new TreeMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(),
				new ArrayList<>());
	}

	/**
	 * The median over the rounds.
	 * @return NaN if there is nothing
	 */
	double median(PeerKind peer, Operation operation, int threads, int delay, ToDoubleFunction<Cell> value) {
		return median(this.cells, (cell) -> cell.peer.equals(peer.label()) && cell.operation.equals(operation.label())
				&& cell.threads == threads && cell.delayMillis == delay, value);
	}

	static <T> double median(List<T> all, Predicate<T> which, ToDoubleFunction<T> value) {
		double[] sorted = all.stream().filter(which).mapToDouble(value).sorted().toArray();
		return (sorted.length > 0) ? sorted[sorted.length / 2] : Double.NaN;
	}

	/**
	 * What one request costs.
	 *
	 * @param commands those which the client sent, by name
	 * @param executed how many the server has executed, those in scripts too
	 * @param sent bytes to the server
	 * @param received bytes from the server
	 */
	record Cost(String peer, String operation, double roundTrips, Map<String, Double> commands, double executed,
			double sent, double received) {

		double commandCount() {
			return this.commands.values().stream().mapToDouble(Double::doubleValue).sum();
		}

	}

	/**
	 * How fast requests of a kind are in one round.
	 *
	 * @param p50 microseconds
	 * @param p99 microseconds
	 * @param allocated bytes by request, all threads of the client
	 * @param cpu microseconds of the server by request, all that it does
	 * @param calls executions of commands by request
	 * @param micros time in commands by request in microseconds; a script's includes its
	 * commands
	 */
	record Cell(String peer, String operation, int threads, int delayMillis, int count, double perSecond, double p50,
			double p99, double allocated, double cpu, Map<String, Double> calls, Map<String, Double> micros) {

		static Cell of(PeerKind peer, Operation operation, int threads, int delay, Load.Result result, Usage usage) {
			int count = Math.max(1, result.count());
			return new Cell(peer.label(), operation.label(), threads, delay, result.count(), result.perSecond(),
					result.p50(), result.p99(), (double) usage.allocated() / count, usage.cpu() / count,
					by(usage.calls(), count), by(usage.micros(), count));
		}

		private static Map<String, Double> by(Map<String, Double> values, int count) {
			Map<String, Double> each = new TreeMap<>();
			values.forEach((name, value) -> each.put(name, value / count));
			return each;
		}

	}

	/**
	 * What a session takes.
	 *
	 * @param bytes with all indexes
	 * @param keys of all kinds
	 */
	record Memory(String peer, double bytes, double keys) {
	}

	/**
	 * What read requests write.
	 *
	 * @param requests how many
	 * @param bytes by all of them
	 * @param seconds how long they took
	 */
	record Replication(String peer, int requests, double bytes, double seconds) {
	}

	/**
	 * One round of HTTP requests.
	 *
	 * @param page what was asked for
	 * @param p50 milliseconds
	 * @param p99 milliseconds
	 */
	record Http(String application, String page, double perSecond, double p50, double p99, double commands) {
	}

}
