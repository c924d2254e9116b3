package io.github.redissession.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.lettuce.core.RedisException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A primary with two replicas, and three sentinels that watch over them, on this machine.
 * In a {@code @RegisterExtension static} field it stops after the class.
 */
public final class RedisSentinels implements BeforeAllCallback, AutoCloseable {

	private static final String NAME = "main";

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final String password = UUID.randomUUID().toString();

	private final List<RedisServer> servers = new ArrayList<>();

	private final List<RedisServer> sentinels = new ArrayList<>();

	private RedisSentinels(String... arguments) {
		List<String> all = new ArrayList<>(
				List.of("--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"));
		all.addAll(List.of(arguments));
		for (int i = 0; i < 3; i++) {
			this.servers.add(prepared(all));
			if (i > 0) {
				this.servers.get(i).replicateFromStart(this.servers.get(0));
			}
			this.servers.get(i).begin();
		}
		this.servers.forEach(RedisServer::awaitReady);
		await("the replicas", () -> info(this.servers.get(0)).contains("connected_slaves:2")
				&& info(this.servers.get(0)).split("state=online", -1).length == 3);
		for (int i = 0; i < 3; i++) {
			this.sentinels.add(prepared(List.of("--sentinel")));
			this.sentinels.get(i).begin();
		}
		this.sentinels.forEach(RedisServer::awaitReady);
		this.sentinels.forEach(this::watch);
		await("the sentinels to know each other", () -> this.sentinels.stream().allMatch(this::knowsAll));
	}

	private RedisServer prepared(List<String> arguments) {
		return RedisServer.prepare(FreePort.find(), this.password, arguments.toArray(String[]::new));
	}

	private void watch(RedisServer sentinel) {
		sentinel.cli("SENTINEL", "MONITOR", NAME, "127.0.0.1", String.valueOf(this.servers.get(0).port()), "2");
		Map.of("auth-pass", this.password, "down-after-milliseconds", "500", "failover-timeout", "5000")
			.forEach((name, value) -> sentinel.cli("SENTINEL", "SET", NAME, name, value));
	}

	private boolean knowsAll(RedisServer sentinel) {
		List<?> master = (List<?>) sentinel.cli("SENTINEL", "MASTER", NAME);
		String all = String.valueOf(master);
		return all.contains("num-slaves, 2") && all.contains("num-other-sentinels, 2");
	}

	/**
	 * Starts all of them.
	 * @param arguments further arguments for the servers
	 * @return a primary with replicas in step and sentinels that know each other
	 */
	public static RedisSentinels start(String... arguments) {
		return new RedisSentinels(arguments);
	}

	/**
	 * Returns the server that is the primary according to the sentinels.
	 * @return the primary
	 */
	public RedisServer primary() {
		List<?> address = (List<?>) this.sentinels.get(0).cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME);
		int port = Integer.parseInt(String.valueOf(address.get(1)));
		return this.servers.stream().filter((server) -> server.port() == port).findFirst().orElseThrow();
	}

	/**
	 * Waits until another server is the primary and accepts writes.
	 * @param old the primary that was killed
	 */
	public void awaitFailover(RedisServer old) {
		await("the failover", () -> primary() != old && info(primary()).contains("role:master"));
	}

	/**
	 * Makes the sentinels replace the primary, without waiting until they have done so.
	 */
	public void failOver() {
		this.sentinels.get(0).cli("SENTINEL", "FAILOVER", NAME);
	}

	/**
	 * Whether all sentinels agree about the primary, and none of them is replacing it.
	 * @return whether they do
	 */
	public boolean isWell() {
		int port = primary().port();
		return this.sentinels.stream().allMatch((sentinel) -> {
			List<?> master = (List<?>) sentinel.cli("SENTINEL", "MASTER", NAME);
			return master != null && master.contains("master") && master.contains(String.valueOf(port));
		});
	}

	/**
	 * Returns the primary and the replicas, dead or alive.
	 * @return the servers
	 */
	public List<RedisServer> servers() {
		return List.copyOf(this.servers);
	}

	private static String info(RedisServer server) {
		try {
			return String.valueOf(server.cli("INFO", "replication"));
		}
		catch (RedisException ex) {
			return "";
		}
	}

	private static void await(String what, Callable<Boolean> condition) {
		Awaitility.await(what).atMost(TIMEOUT).pollInterval(Duration.ofMillis(10)).until(condition);
	}

	/**
	 * Returns the properties with which an application uses the primary.
	 * @return {@code name=value} pairs
	 */
	public String[] springProperties() {
		return new String[] { "spring.data.redis.sentinel.master=" + NAME,
				"spring.data.redis.sentinel.nodes=" + IntStream.range(0, 3)
					.mapToObj((i) -> "127.0.0.1:" + this.sentinels.get(i).port())
					.collect(Collectors.joining(",")),
				"spring.data.redis.sentinel.password=" + this.password, "spring.data.redis.password=" + this.password };
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		context.getStore(Namespace.create(RedisSentinels.class)).computeIfAbsent(this, (sentinels) -> sentinels);
	}

	@Override
	public void close() {
		this.sentinels.forEach(RedisServer::close);
		this.servers.forEach(RedisServer::close);
	}

}
