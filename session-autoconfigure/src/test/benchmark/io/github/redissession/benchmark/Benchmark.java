package io.github.redissession.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import io.github.redissession.testing.RedisServer;

/**
 * Measures and writes the results. {@code docs/performance.md} says how to start it.
 */
public final class Benchmark {

	private final Options options;

	private final Results results = new Results();

	private Benchmark(Options options) {
		this.options = options;
	}

	public static void main(String[] args) throws IOException {
		long start = System.nanoTime();
		// Without a configuration everything is logged, which takes longer than the work.
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
		Benchmark benchmark = new Benchmark(Options.parse(args));
		benchmark.run();
		benchmark.results.about().put("took", (System.nanoTime() - start) / 1_000_000_000 + " s");
		benchmark.write();
		// Clients that are not ours leave threads behind.
		System.exit(0);
	}

	private void run() throws IOException {
		try (RedisServer redis = RedisServer.start("--databases", "16"); Load load = new Load()) {
			about(redis);
			if (this.options.has("costs")) {
				say("Counting what a request costs");
				Costs costs = new Costs(redis, load, this.options.ours());
				this.options.peers().forEach((kind) -> costs.measure(kind, this.results.costs()::add));
			}
			if (this.options.has("memory")) {
				say("Weighing sessions");
				Footprint footprint = new Footprint(load, this.options.ours());
				this.options.peers()
					.forEach((kind) -> this.results.memory()
						.add(footprint.memory(redis, kind, this.options.mode().sessions)));
			}
			redis.flush();
			if (this.options.has("load")) {
				say("Timing requests");
				try (Throughput throughput = new Throughput(redis, load, this.options)) {
					throughput.measure(this.results.cells()::add);
					this.results.about()
						.put("reads per second of bare Lettuce through the proxy without a delay, 64 threads",
								"%,.0f".formatted(throughput.proxyCapacity()));
				}
				redis.flush();
			}
			if (this.options.has("replication")) {
				say("Counting what read requests write");
				replication(load);
			}
			if (this.options.has("http")) {
				say("Timing whole HTTP requests");
				new HttpRounds(redis, this.options).measure(this.results.http()::add);
			}
		}
	}

	private void replication(Load load) {
		try (RedisServer redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "no",
				"--auto-aof-rewrite-percentage", "0")) {
			Footprint footprint = new Footprint(load, this.options.ours());
			this.options.peers()
				.forEach((kind) -> this.results.replication()
					.add(footprint.replication(redis, kind, this.options.mode().reads)));
		}
	}

	private void about(RedisServer redis) throws IOException {
		Map<String, String> about = this.results.about();
		about.put("date", LocalDate.now().toString());
		about.put("mode", this.options.mode().name().toLowerCase(Locale.ROOT));
		about.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
		about.put("java", Runtime.version().toString());
		about.put("redis",
				String.valueOf(redis.cli("INFO", "server")).replaceAll("(?s).*redis_version:(\\S+).*", "$1"));
		about.put("load average at the start",
				"%.2f".formatted(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
		if (!this.options.ours().isEmpty()) {
			about.put("properties of ours", String.join(" ", this.options.ours()));
		}
		Path processor = Path.of("/proc/cpuinfo");
		if (Files.isReadable(processor)) {
			Files.readAllLines(processor)
				.stream()
				.filter((line) -> line.startsWith("model name"))
				.findFirst()
				.ifPresent((line) -> about.put("processor", line.substring(line.indexOf(':') + 2)));
		}
	}

	private void write() throws IOException {
		Path folder = Files.createDirectories(this.options.folder());
		JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
		Files.writeString(folder.resolve("results.json"), json.writeValueAsString(this.results));
		String tables = new Report(this.results, this.options).markdown();
		Files.writeString(folder.resolve("results.md"), tables);
		String plot = new Plot(this.results, this.options).svg();
		Files.writeString(folder.resolve("results.svg"), plot);
		if (this.options.docs()) {
			Documentation.update(tables, plot);
		}
		say("Results are in " + folder);
	}

	private static void say(String what) {
		System.out.println(what);
	}

}
