package io.github.redissession.redis.expiry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.testing.RedisAddress;
import io.github.redissession.testing.RedisServer;

/**
 * A node in a JVM of its own that only ends expired sessions, and can be killed.
 */
public final class SweepingNode implements AutoCloseable {

	private static final String URL = "SWEEPING_NODE_REDIS";

	private final Process process;

	private SweepingNode(Process process) {
		this.process = process;
	}

	/**
	 * Starts a node, and waits until it is running.
	 * @param redis the server that stores the sessions
	 * @param grace how long expired sessions stay readable
	 * @param batchSize how many sessions are ended at a time, a hundred times in a second
	 * @return the node
	 */
	public static SweepingNode start(RedisServer redis, Duration grace, int batchSize) {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", classPath, SweepingNode.class.getName(),
				Long.toString(grace.toMillis()), Integer.toString(batchSize));
		builder.environment().put(URL, redis.uri());
		try {
			Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
			BufferedReader output = new BufferedReader(
					new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
			for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
				if (line == null) {
					throw new IllegalStateException("The node did not start");
				}
			}
			return new SweepingNode(process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Kills it as {@code kill -9} does.
	 */
	public void kill() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	@Override
	public void close() {
		kill();
	}

	public static void main(String[] args) throws IOException {
		SessionConnection commands = new SessionConnection(
				RedisAddress.parse(System.getenv(URL)).newConnectionFactory());
		RedisSettings settings = new RedisSettings(RedisStores.KEYS, InstantSource.system(), Duration.ofSeconds(5),
				RedisStores::users, true, Duration.ofMillis(Long.parseLong(args[0])), RedisStores.NOBODY);
		ExpiryStream stream = new ExpiryStream(commands, RedisStores.KEYS,
				new ExpiryStream.Settings("unused", 100_000, Duration.ofDays(1), Duration.ofMinutes(1), 5));
		new ExpirySweeper(commands, settings, new ExpirySweeper.Pace(Duration.ofMillis(160), Integer.parseInt(args[1])),
				stream)
			.start();
		System.out.println("ready");
		// Until the parent process has ended.
		while (System.in.read() >= 0) {
			continue;
		}
		System.exit(0);
	}

}
