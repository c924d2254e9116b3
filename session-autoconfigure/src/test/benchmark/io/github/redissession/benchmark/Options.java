package io.github.redissession.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is to be measured and for how long, from {@code name=value} arguments.
 *
 * @param mode how long everything takes
 * @param phases what is measured: all, or some of costs, load, memory, replication, http
 * @param peers who is measured
 * @param ours further properties for ours
 * @param docs whether the documentation gets the result
 * @param folder where the result goes
 */
record Options(Mode mode, List<String> phases, List<PeerKind> peers, List<String> ours, boolean docs, Path folder) {

	static Options parse(String[] arguments) {
		Map<String, String> values = Arrays.stream(arguments)
			.map((argument) -> argument.split("=", 2))
			.filter((argument) -> argument.length == 2 && !argument[1].isEmpty())
			.collect(Collectors.toMap((argument) -> argument[0], (argument) -> argument[1]));
		Mode mode = Mode.valueOf(values.getOrDefault("mode", "full").toUpperCase(Locale.ROOT));
		String peers = values.getOrDefault("peers", "all");
		if (peers.equals("all") && mode == Mode.SMOKE) {
			peers = "ours,spring-jdk,lettuce";
		}
		List<String> chosen = list(peers);
		return new Options(mode, list(values.getOrDefault("phases", "all")),
				Arrays.stream(PeerKind.values())
					.filter((kind) -> chosen.contains("all") || chosen.contains(kind.id()))
					.toList(),
				list(values.getOrDefault("ours", "")), Boolean.parseBoolean(values.get("docs")),
				Path.of(values.getOrDefault("folder", "target/benchmark")));
	}

	private static List<String> list(String value) {
		return value.isEmpty() ? List.of() : List.of(value.split(","));
	}

	/** Whether something is to be measured. */
	boolean has(String phase) {
		return this.phases.contains(phase) || (this.phases.contains("all") && this.mode.phases.contains(phase));
	}

	/** How long everything takes. */
	enum Mode {

		/** All, in about fifteen minutes. */
		FULL(List.of("costs", "load", "memory", "replication", "http"), 3, 350, 10_000, 10_000),

		/** What is counted and not timed, in about two minutes. */
		QUICK(List.of("costs", "memory", "replication"), 1, 200, 2_000, 10_000),

		/** Whether it runs at all, in seconds. */
		SMOKE(List.of("costs", "load", "memory", "replication"), 1, 20, 100, 500);

		private final List<String> phases;

		final int rounds;

		final Duration cell;

		final int sessions;

		final int reads;

		Mode(List<String> phases, int rounds, int cellMillis, int sessions, int reads) {
			this.phases = phases;
			this.rounds = rounds;
			this.cell = Duration.ofMillis(cellMillis);
			this.sessions = sessions;
			this.reads = reads;
		}

	}

}
