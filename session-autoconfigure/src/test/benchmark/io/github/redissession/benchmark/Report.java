package io.github.redissession.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import io.github.redissession.benchmark.Results.Cell;
import io.github.redissession.benchmark.Results.Cost;

/**
 * The results as tables in Markdown.
 */
final class Report {

	private final Results results;

	private final List<PeerKind> peers;

	private final StringBuilder text = new StringBuilder();

	Report(Results results, Options options) {
		this.results = results;
		this.peers = options.peers();
	}

	String markdown() {
		this.results.about().forEach((name, value) -> this.text.append("- " + name + ": " + value + "\n"));
		costs();
		if (!this.results.cells().isEmpty()) {
			load();
		}
		footprint();
		http();
		return this.text.toString();
	}

	private void costs() {
		if (this.results.costs().isEmpty()) {
			return;
		}
		byPeer("Round trips of a request", (peer, operation) -> cost(peer, operation, Cost::roundTrips, "%.1f"));
		byPeer("Commands of a request, as sent by the client / as executed, those in scripts included",
				(peer, operation) -> cost(peer, operation, Cost::commandCount, "%.1f") + " / "
						+ cost(peer, operation, Cost::executed, "%.1f"));
		byPeer("Bytes of a request, sent / received", (peer, operation) -> cost(peer, operation, Cost::sent, "%,.0f")
				+ " / " + cost(peer, operation, Cost::received, "%,.0f"));
		title("Commands of our requests");
		row(List.of("store", "request", "commands"), true);
		List<String> shown = List.of(PeerKind.OURS.label(), PeerKind.OURS_QUERY.label());
		this.results.costs()
			.stream()
			.filter((cost) -> shown.contains(cost.peer()))
			.forEach((cost) -> row(List.of(cost.peer(), cost.operation(), commands(cost.commands())), false));
	}

	private static String commands(Map<String, Double> commands) {
		return commands.entrySet()
			.stream()
			.map((entry) -> format("%.1f", entry.getValue()).replace(".0", "") + " " + entry.getKey())
			.collect(Collectors.joining(", "));
	}

	private String cost(PeerKind peer, Operation operation, ToDoubleFunction<Cost> value, String format) {
		return format(format, Results.median(this.results.costs(),
				(cost) -> cost.peer().equals(peer.label()) && cost.operation().equals(operation.label()), value));
	}

	private void load() {
		for (int delay : new int[] { 0, Throughput.DELAY_MILLIS }) {
			for (int threads : Throughput.THREADS) {
				byPeer("Requests per second, %d threads, %d ms delay (times Spring's default with JDK)"
					.formatted(threads, delay), (peer, operation) -> rate(peer, operation, threads, delay));
				byPeer("Latency in us, median / 99 %%, %d threads, %d ms delay".formatted(threads, delay),
						(peer, operation) -> cell(peer, operation, threads, delay, Cell::p50, "%,.0f") + " / "
								+ cell(peer, operation, threads, delay, Cell::p99, "%,.0f"));
			}
		}
		for (int threads : Throughput.THREADS) {
			byPeer("Bytes allocated by a request, all threads of the client, %d threads, no delay".formatted(threads),
					(peer, operation) -> cell(peer, operation, threads, 0, Cell::allocated, "%,.0f"));
		}
		byPeer("Processor time of Redis by request in us, everything / in commands, 8 threads, no delay",
				(peer, operation) -> cell(peer, operation, 8, 0, Cell::cpu, "%.1f") + " / "
						+ cell(peer, operation, 8, 0, (cell) -> micros(peer, cell), "%.1f"));
	}

	/**
	 * The time in commands, without those which scripts call: their time is in the
	 * script's.
	 */
	private double micros(PeerKind peer, Cell cell) {
		Map<String, Double> sent = this.results.costs()
			.stream()
			.filter((cost) -> cost.peer().equals(peer.label()) && cost.operation().equals(cell.operation()))
			.findFirst()
			.map(Cost::commands)
			.orElse(Map.of());
		double sum = 0;
		for (Map.Entry<String, Double> one : cell.micros().entrySet()) {
			double all = cell.calls().getOrDefault(one.getKey(), 0.0);
			double own = sent.getOrDefault(one.getKey().replaceAll("\\|.*", "").toUpperCase(Locale.ROOT), 0.0);
			sum += (all > 0) ? one.getValue() * Math.min(1, own / all) : 0;
		}
		return sum;
	}

	private String rate(PeerKind peer, Operation operation, int threads, int delay) {
		double own = this.results.median(peer, operation, threads, delay, Cell::perSecond);
		PeerKind base = PeerKind.SPRING_JDK.does(operation) ? PeerKind.SPRING_JDK : PeerKind.INDEXED_JDK;
		double ratio = own / this.results.median(base, operation, threads, delay, Cell::perSecond);
		return format("%,.0f", own) + (Double.isNaN(ratio) ? "" : format(" (%.2f)", ratio));
	}

	private String cell(PeerKind peer, Operation operation, int threads, int delay, ToDoubleFunction<Cell> value,
			String format) {
		return format(format, this.results.median(peer, operation, threads, delay, value));
	}

	private void footprint() {
		if (!this.results.memory().isEmpty()) {
			title("Memory of Redis by session with all indexes");
			row(List.of("store", "bytes", "keys"), true);
			this.results.memory()
				.forEach((one) -> row(List.of(one.peer(), format("%,.0f", one.bytes()), format("%.2f", one.keys())),
						false));
		}
		if (!this.results.replication().isEmpty()) {
			title("What read requests over 100 sessions add to the append-only file");
			row(List.of("store", "requests", "bytes", "seconds"), true);
			this.results.replication()
				.forEach((one) -> row(List.of(one.peer(), format("%,.0f", one.requests()), format("%,.0f", one.bytes()),
						format("%.1f", one.seconds())), false));
		}
	}

	private void http() {
		if (this.results.http().isEmpty()) {
			return;
		}
		title("Whole HTTP requests");
		row(List.of("application", "page", "requests per second", "median, ms", "99 %, ms", "commands"), true);
		this.results.http()
			.stream()
			.map((one) -> List.of(one.application(), one.page()))
			.distinct()
			.forEach((key) -> row(List.of(key.get(0), key.get(1), http(key, Results.Http::perSecond, "%,.0f"),
					http(key, Results.Http::p50, "%.1f"), http(key, Results.Http::p99, "%.1f"),
					http(key, Results.Http::commands, "%.1f")), false));
	}

	private String http(List<String> key, ToDoubleFunction<Results.Http> value, String format) {
		return format(format, Results.median(this.results.http(),
				(one) -> List.of(one.application(), one.page()).equals(key), value));
	}

	private void byPeer(String title, Value value) {
		title(title);
		List<String> head = new ArrayList<>(List.of("store"));
		Arrays.stream(Operation.values()).map(Operation::label).forEach(head::add);
		row(head, true);
		for (PeerKind peer : this.peers) {
			List<String> row = new ArrayList<>(List.of(peer.label()));
			Function<Operation, String> cell = (operation) -> peer.does(operation) ? value.of(peer, operation) : "-";
			Arrays.stream(Operation.values()).map(cell).forEach(row::add);
			row(row, false);
		}
	}

	private void title(String title) {
		this.text.append("\n### ").append(title).append("\n\n");
	}

	private void row(List<String> cells, boolean head) {
		this.text.append("| ").append(String.join(" | ", cells)).append(" |\n");
		if (head) {
			this.text.append("|---").append("|---:".repeat(cells.size() - 1)).append("|\n");
		}
	}

	private static String format(String format, double value) {
		return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
	}

	private interface Value {

		String of(PeerKind peer, Operation operation);

	}

}
