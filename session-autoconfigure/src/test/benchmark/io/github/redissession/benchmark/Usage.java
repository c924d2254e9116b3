package io.github.redissession.benchmark;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;

import com.sun.management.ThreadMXBean;

import io.github.redissession.testing.RedisServer;

/**
 * What has been used up to a point: memory allocated by all threads of this process, and
 * what the server says of itself. Two of them tell what was used in between.
 *
 * @param allocated bytes
 * @param info the numbers of {@code INFO}
 * @param calls how often each command was executed, those in scripts too
 * @param micros how long that took, scripts with the commands in them
 */
record Usage(long allocated, Map<String, Double> info, Map<String, Double> calls, Map<String, Double> micros) {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	static Usage now(RedisServer redis) {
		Map<String, Double> info = new TreeMap<>();
		Map<String, Double> calls = new TreeMap<>();
		Map<String, Double> micros = new TreeMap<>();
		String.valueOf(redis.cli("INFO", "everything")).lines().forEach((line) -> {
			int colon = line.indexOf(':');
			if (line.startsWith("cmdstat_")) {
				String name = line.substring("cmdstat_".length(), colon);
				String[] values = line.substring(colon + 1).split("[=,]");
				calls.put(name, Double.valueOf(values[1]));
				micros.put(name, Double.valueOf(values[3]));
			}
			else if (colon > 0 && line.substring(colon + 1).matches("[0-9.]+") && !line.endsWith(".")
					&& line.indexOf('.') == line.lastIndexOf('.')) {
				info.put(line.substring(0, colon), Double.valueOf(line.substring(colon + 1)));
			}
		});
		return new Usage(allocatedNow(), info, calls, micros);
	}

	private static long allocatedNow() {
		long sum = 0;
		for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

	double info(String name) {
		return this.info.getOrDefault(name, 0.0);
	}

	/** The processor time of the server in microseconds, all of its threads. */
	double cpu() {
		return 1e6 * (info("used_cpu_user") + info("used_cpu_sys"));
	}

	/**
	 * The difference to an earlier point, without the command that asks.
	 */
	Usage since(Usage earlier) {
		return new Usage(this.allocated - earlier.allocated, difference(this.info, earlier.info),
				difference(this.calls, earlier.calls), difference(this.micros, earlier.micros));
	}

	private static Map<String, Double> difference(Map<String, Double> now, Map<String, Double> before) {
		Map<String, Double> difference = new TreeMap<>(now);
		before.forEach((name, value) -> difference.merge(name, -value, Double::sum));
		difference.values().removeIf((value) -> value == 0);
		difference.remove("info");
		return difference;
	}

}
