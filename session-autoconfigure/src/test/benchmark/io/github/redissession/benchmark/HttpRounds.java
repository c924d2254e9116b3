package io.github.redissession.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redissession.benchmark.HttpApplication.Store;
import io.github.redissession.benchmark.Results.Http;
import io.github.redissession.testing.RedisServer;

/**
 * Whole requests, sent by wrk on the same machine. All applications run from the
 * beginning, and are asked in turn.
 */
final class HttpRounds {

	private static final int CONNECTIONS = 32;

	private static final String SCRIPT = """
			local cookies, i = {}, 0
			for line in io.lines(os.getenv("COOKIES")) do
			  cookies[#cookies + 1] = line
			end
			request = function()
			  i = i %% #cookies + 1
			  return wrk.format("GET", nil, { Cookie = cookies[i] })
			end
			""".formatted();

	private static final List<String> PAGES = List.of("read", "change", "none");

	private static final int SECONDS = 2;

	/** With less, applications with more code are still being compiled. */
	private static final int WARM_UP = 15;

	private final RedisServer redis;

	private final Options options;

	HttpRounds(RedisServer redis, Options options) {
		this.redis = redis;
		this.options = options;
	}

	void measure(Consumer<Http> results) throws IOException {
		Path folder = Files.createDirectories(this.options.folder());
		Path script = Files.writeString(folder.resolve("wrk.lua"), SCRIPT);
		Map<Store, HttpProcess> processes = new EnumMap<>(Store.class);
		try {
			for (Store store : Store.values()) {
				PeerKind.OURS.beginTurn(this.redis);
				HttpProcess process = HttpProcess.start(store, this.redis.address(), this.options.ours());
				processes.put(store, process);
				process.begin(cookies(folder, store));
				for (String page : List.of("read", "change")) {
					Wrk.run(script, cookies(folder, store), process.uri(page), CONNECTIONS, WARM_UP);
				}
			}
			for (int round = 0; round < this.options.mode().rounds; round++) {
				for (Map.Entry<Store, HttpProcess> one : processes.entrySet()) {
					kind(one.getKey()).beginTurn(this.redis);
					for (String page : PAGES) {
						results.accept(ask(one.getValue(), one.getKey(), page, script, folder));
					}
				}
			}
		}
		finally {
			processes.values().forEach(HttpProcess::close);
		}
	}

	private Http ask(HttpProcess process, Store store, String page, Path script, Path folder) throws IOException {
		Usage before = Usage.now(this.redis);
		Wrk wrk = Wrk.run(script, cookies(folder, store), process.uri(page), CONNECTIONS, SECONDS);
		double commands = Usage.now(this.redis)
			.since(before)
			.calls()
			.values()
			.stream()
			.mapToDouble(Double::doubleValue)
			.sum();
		return new Http(store.label, page, wrk.perSecond(), wrk.p50(), wrk.p99(), commands / wrk.requests());
	}

	private static PeerKind kind(Store store) {
		return (store == Store.SPRING_INDEXED) ? PeerKind.INDEXED_JDK : PeerKind.OURS;
	}

	private static Path cookies(Path folder, Store store) {
		return folder.resolve("cookies-" + store.ordinal() + ".txt");
	}

	/**
	 * What wrk says.
	 *
	 * @param requests how many
	 * @param perSecond how many in a second
	 * @param p50 milliseconds
	 * @param p99 milliseconds
	 */
	record Wrk(double requests, double perSecond, double p50, double p99) {

		static Wrk run(Path script, Path cookies, String uri, int connections, int seconds) throws IOException {
			ProcessBuilder builder = new ProcessBuilder("wrk", "-t1", "-c" + connections, "-d" + seconds + "s",
					"--latency", "-s", script.toString(), uri);
			builder.environment().put("COOKIES", cookies.toString());
			Process process = builder.redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes());
			if (output.contains("Non-2xx") || output.contains("Socket errors")) {
				throw new IOException(output);
			}
			return new Wrk(number(output, "(\\d+) requests in"), number(output, "Requests/sec: +([0-9.]+)"),
					millis(output, "50%"), millis(output, "99%"));
		}

		private static double number(String output, String pattern) throws IOException {
			Matcher matcher = Pattern.compile(pattern).matcher(output);
			if (!matcher.find()) {
				throw new IOException(output);
			}
			return Double.parseDouble(matcher.group(1));
		}

		private static double millis(String output, String quantile) throws IOException {
			double value = number(output, quantile + " +([0-9.]+)");
			return output.matches("(?s).*" + quantile + " +[0-9.]+us.*") ? value / 1000
					: output.matches("(?s).*" + quantile + " +[0-9.]+s.*") ? value * 1000 : value;
		}

	}

}
