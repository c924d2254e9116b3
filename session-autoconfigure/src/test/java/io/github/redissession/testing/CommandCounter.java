package io.github.redissession.testing;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts how often a server has executed each command since the counter was started, by
 * the difference of two {@code INFO commandstats}. Commands that scripts call are counted
 * too; {@link MonitorRecorder} tells them apart.
 */
public final class CommandCounter {

	private static final Pattern LINE = Pattern.compile("cmdstat_([^:]+):calls=(\\d+)");

	private final RedisServer redis;

	private final Map<String, Long> atStart;

	private CommandCounter(RedisServer redis) {
		this.redis = redis;
		this.atStart = read(redis);
	}

	/**
	 * Starts counting.
	 * @param redis the server
	 * @return a counter at zero
	 */
	public static CommandCounter start(RedisServer redis) {
		return new CommandCounter(redis);
	}

	/**
	 * Returns the counts up to now, without the counter's own {@code INFO}.
	 * @return the number of calls by the command's name in lower case, with subcommands
	 * as {@code client|list}
	 */
	public Map<String, Long> counts() {
		Map<String, Long> counts = read(this.redis);
		this.atStart.forEach((name, calls) -> counts.merge(name, -calls, Long::sum));
		counts.values().removeIf((calls) -> calls == 0);
		return counts;
	}

	/**
	 * Returns the number of all commands up to now.
	 * @return the sum of {@link #counts()}
	 */
	public long total() {
		return counts().values().stream().mapToLong(Long::longValue).sum();
	}

	private static Map<String, Long> read(RedisServer redis) {
		Map<String, Long> calls = new TreeMap<>();
		Matcher line = LINE.matcher(String.valueOf(redis.cli("INFO", "commandstats")));
		while (line.find()) {
			calls.put(line.group(1), Long.valueOf(line.group(2)));
		}
		calls.remove("info");
		return calls;
	}

}
