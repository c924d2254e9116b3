package io.github.redissession.redis.tracking.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import io.lettuce.core.RedisException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import io.github.redissession.testing.RedisServer;

/**
 * Servers, how nodes find them, and what may happen to them.
 */
interface Deployment extends AutoCloseable {

	/**
	 * Returns what it is.
	 */
	String name();

	/**
	 * Returns the properties with which an application uses it.
	 */
	String[] springProperties();

	/**
	 * Returns the server that is responsible for a key. Only while nothing happens.
	 */
	RedisServer primaryOf(String key);

	/**
	 * Returns the servers that are responsible for some keys. Only while nothing happens.
	 */
	List<RedisServer> primaries();

	/**
	 * Returns what may happen to the servers, apart from what may happen to any.
	 * @param maxStaleness of the near cache
	 */
	List<Trouble> troubles(Duration maxStaleness);

	/**
	 * Returns how long a server may stand still without being replaced.
	 */
	Duration longestPause();

	/**
	 * Waits until all is well again.
	 */
	void awaitWhole();

	@Override
	void close();

	/**
	 * Returns what may happen to any servers.
	 */
	default List<Trouble> anyTroubles() {
		int most = (int) longestPause().toMillis();
		List<Trouble> all = new ArrayList<>();
		all.add(Trouble.of("a server is stopped and goes on", (random, onePrimary) -> {
			RedisServer server = primaries().get(random.nextInt(primaries().size()));
			server.pause();
			try {
				Trouble.last(Trouble.between(random, most / 5, most));
			}
			finally {
				server.resume();
			}
			awaitWhole();
		}));
		for (String what : new String[] { "WRITE", "ALL" }) {
			all.add(Trouble.of("CLIENT PAUSE " + what, (random, onePrimary) -> {
				Duration length = Trouble.between(random, most / 5, most);
				primaries().get(random.nextInt(primaries().size()))
					.cli("CLIENT", "PAUSE", String.valueOf(length.toMillis()), what);
				Trouble.last(length);
			}));
		}
		all.add(Trouble.of("connections are killed", (random, onePrimary) -> primaries()
			.forEach((server) -> server.cli("CLIENT", "KILL", "TYPE", "normal"))));
		return all;
	}

	static String replication(RedisServer server) {
		try {
			return String.valueOf(server.cli("INFO", "replication"));
		}
		catch (RedisException ex) {
			return "";
		}
	}

	static boolean isPrimary(RedisServer server) {
		return replication(server).contains("role:master");
	}

	/**
	 * Whether a replica has all that its primary had when asked.
	 */
	static boolean isInStep(RedisServer replica, RedisServer primary) {
		long offset = number(replication(primary), "master_repl_offset:");
		String state = replication(replica);
		return state.contains("role:slave") && state.contains("master_link_status:up")
				&& number(state, "master_port:") == primary.port() && number(state, "slave_repl_offset:") >= offset;
	}

	private static long number(String text, String name) {
		return text.lines()
			.filter((line) -> line.startsWith(name))
			.mapToLong((line) -> Long.parseLong(line.substring(name.length()).strip()))
			.findFirst()
			.orElse(-1);
	}

	static void await(String what, Callable<@Nullable Boolean> condition) {
		Awaitility.await(what)
			.atMost(Duration.ofSeconds(40))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.ignoreExceptionsInstanceOf(RedisException.class)
			.until(() -> Boolean.TRUE.equals(condition.call()));
	}

}
