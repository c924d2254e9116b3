package io.github.redissession.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A Redis server for tests, and the only place that knows how one is found. Use the
 * server that the whole JVM shares with {@code @ExtendWith(RedisServer.Shared.class)} and
 * a parameter of this type, or start one in a {@code @RegisterExtension static} field,
 * which stops after the class. Both are empty at the start of each test. It also works
 * without JUnit.
 * <p>
 * The shared server is the one at the URL in the system property {@code redis.test.url},
 * if set: its database must be empty and is emptied. Otherwise, and always for
 * {@link #start}, a process is started on the loopback interface with a free port, a
 * random password and no persistence; see {@link RedisBinary} for the program. It does
 * not outlive this JVM.
 */
public final class RedisServer implements BeforeAllCallback, BeforeEachCallback, AutoCloseable {

	private static final String URL_PROPERTY = "redis.test.url";

	private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

	private final RedisAddress address;

	private final @Nullable RedisProcess process;

	private final ConnectionFactories factories = new ConnectionFactories();

	private @Nullable LettuceConnectionFactory sharedFactory;

	private @Nullable RedisCli cli;

	private boolean paused;

	private RedisServer(RedisAddress address, @Nullable RedisProcess process) {
		this.address = address;
		this.process = process;
	}

	/**
	 * Starts a server for the caller only.
	 * @param arguments further arguments for the program, for example
	 * {@code "--appendonly", "yes"} or {@code "--port", "7000"}
	 * @return a server that replies
	 */
	public static RedisServer start(String... arguments) {
		int given = Arrays.asList(arguments).indexOf("--port");
		int attempts = (given < 0) ? 3 : 1;
		while (true) {
			int port = (given < 0) ? FreePort.find() : Integer.parseInt(arguments[given + 1]);
			RedisServer server = prepare(port, UUID.randomUUID().toString(), arguments);
			try {
				server.begin();
				server.awaitReady();
				return server;
			}
			catch (RuntimeException ex) {
				server.close();
				if (--attempts == 0 || !isPortTaken(ex)) {
					throw ex;
				}
			}
		}
	}

	/** Another process may take a port between the search and the start. */
	static boolean isPortTaken(RuntimeException ex) {
		return ex.toString().contains("Address already in use");
	}

	/**
	 * Returns the server that the whole JVM shares, which is started at the first call.
	 * The caller must not close it.
	 * @return a server that replies
	 */
	public static RedisServer shared() {
		return SharedServer.INSTANCE;
	}

	private static RedisServer configuredOrStarted() {
		String url = System.getProperty(URL_PROPERTY, "");
		if (url.isEmpty()) {
			return start();
		}
		RedisServer server = new RedisServer(RedisAddress.parse(url), null);
		if (!Long.valueOf(0).equals(server.cli("DBSIZE"))) {
			throw new IllegalStateException(
					"The database of " + URL_PROPERTY + " is not empty, and the tests would delete what is in it");
		}
		return server;
	}

	/**
	 * Prepares a server without starting it.
	 */
	static RedisServer prepare(int port, String password, String... arguments) {
		try {
			Path folder = Files.createTempDirectory("redis-test-");
			Path configuration = Files.writeString(folder.resolve("redis.conf"), """
					bind 127.0.0.1
					port %d
					requirepass %s
					masterauth %s
					dir "%s"
					save ""
					appendonly no
					""".formatted(port, password, password, folder));
			List<String> command = new ArrayList<>();
			command.add(RedisBinary.find(folder).toString());
			command.add(configuration.toString());
			command.addAll(List.of(arguments));
			return new RedisServer(new RedisAddress("127.0.0.1", port, null, password, 0),
					new RedisProcess(folder, command));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Starts the process without waiting for it. */
	void begin() {
		process().start();
	}

	void awaitReady() {
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (true) {
			try {
				cli("PING");
				return;
			}
			catch (RedisException ex) {
				if (!process().isAlive() || System.nanoTime() - deadline > 0) {
					throw new IllegalStateException("The Redis server does not answer: " + ex + "\n" + log(), ex);
				}
				LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
			}
		}
	}

	public RedisAddress address() {
		return this.address;
	}

	public String host() {
		return this.address.host();
	}

	public int port() {
		return this.address.port();
	}

	public @Nullable String password() {
		return this.address.password();
	}

	/**
	 * Returns the address as a URL, for example for {@code spring.data.redis.url}.
	 * @return {@code redis://:password@host:port/0}, with the password in it
	 */
	public String uri() {
		return this.address.url();
	}

	public String[] springProperties() {
		return this.address.springProperties();
	}

	/**
	 * Returns the started connection factory that all callers share. The server closes
	 * it.
	 * @return the factory
	 */
	public synchronized LettuceConnectionFactory connectionFactory() {
		if (this.sharedFactory == null) {
			this.sharedFactory = newConnectionFactory();
		}
		return this.sharedFactory;
	}

	/**
	 * Starts a connection factory for this caller only. The server closes it at the
	 * latest.
	 * @return the factory
	 */
	public synchronized LettuceConnectionFactory newConnectionFactory() {
		return this.factories.add(this.address.newConnectionFactory());
	}

	/**
	 * Sends a command and waits for the reply.
	 * @param command the name and the arguments
	 * @return a string, a long, a list or {@code null}
	 * @throws RedisException if the reply is an error or does not arrive
	 */
	public synchronized @Nullable Object cli(String... command) {
		return openCli().send(command);
	}

	/**
	 * Returns every key of the database, read by SCAN.
	 * @return the keys, sorted
	 */
	public synchronized List<String> keys() {
		return openCli().keys();
	}

	/**
	 * Returns the keys of sessions, without indexes and the marks of former sessions.
	 * @return the keys, sorted
	 */
	public List<String> sessions() {
		return keys().stream().filter(this::isSession).toList();
	}

	/**
	 * Returns the keys of sessions and indexes, without the marks of former sessions,
	 * which stay for some seconds.
	 * @return the keys, sorted
	 */
	public List<String> lastingKeys() {
		return keys().stream().filter((key) -> isSession(key) || isIndex(key)).toList();
	}

	private boolean isSession(String key) {
		return "hash".equals(cli("TYPE", key)) && Long.valueOf(1).equals(cli("HEXISTS", key, "created"));
	}

	private boolean isIndex(String key) {
		return "zset".equals(cli("TYPE", key));
	}

	private RedisCli openCli() {
		if (this.cli == null || !this.cli.isOpen()) {
			closeCli();
			this.cli = new RedisCli(this.address);
		}
		return this.cli;
	}

	private void closeCli() {
		if (this.cli != null) {
			this.cli.close();
			this.cli = null;
		}
	}

	/**
	 * Whether the server has a command; more reliable than comparing versions.
	 * @param name the name, for example {@code HEXPIRE}
	 * @return {@code true} if it does
	 */
	public boolean knows(String name) {
		List<?> descriptions = (List<?>) cli("COMMAND", "INFO", name);
		return descriptions != null && descriptions.get(0) instanceof List<?> description && !description.isEmpty();
	}

	/**
	 * Returns a name for a key space that no other test uses.
	 * @return the name, without a colon
	 */
	public String newNamespace() {
		return "test-" + UUID.randomUUID();
	}

	/**
	 * Deletes every key.
	 */
	public void flush() {
		cli((this.process != null) ? "FLUSHALL" : "FLUSHDB", "SYNC");
	}

	/**
	 * Ends the server as {@code kill -9} does.
	 */
	public synchronized void kill() {
		closeCli();
		process().end("KILL");
	}

	/**
	 * Pauses the server; its connections stay open.
	 */
	public synchronized void pause() {
		process().signal("STOP");
		this.paused = true;
	}

	/**
	 * Resumes a paused server.
	 */
	public synchronized void resume() {
		process().signal("CONT");
		this.paused = false;
	}

	/**
	 * Starts the server again on the same port and in the same folder. A server that is
	 * still running is shut down cleanly first.
	 */
	public synchronized void restart() {
		closeCli();
		if (process().isAlive()) {
			process().end("TERM");
		}
		begin();
		awaitReady();
	}

	/**
	 * Starts the server again as a replica, so that it is never an empty primary.
	 * @param primary the server to replicate, with the same password
	 */
	public synchronized void restartAsReplicaOf(RedisServer primary) {
		replicateFromStart(primary);
		restart();
	}

	/** Makes the next start that of a replica. */
	void replicateFromStart(RedisServer primary) {
		process().configure("replicaof " + primary.host() + " " + primary.port());
	}

	public boolean isAlive() {
		return this.process == null || this.process.isAlive();
	}

	/**
	 * Returns what the server has logged so far.
	 * @return the log
	 */
	public String log() {
		return process().log();
	}

	private RedisProcess process() {
		if (this.process == null) {
			throw new UnsupportedOperationException(
					"The server of " + URL_PROPERTY + " is not ours; start one for this test");
		}
		return this.process;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		// Closed with the outermost class: a nested class finds the entry of the outer
		// one.
		context.getStore(Namespace.create(RedisServer.class)).computeIfAbsent(this, (server) -> server);
	}

	/**
	 * Prepares the server for a test: running and empty.
	 */
	@Override
	public void beforeEach(ExtensionContext context) {
		revive();
		flush();
	}

	/** Undoes a kill or a pause. */
	void revive() {
		if (!isAlive()) {
			restart();
		}
		else if (this.paused) {
			resume();
		}
	}

	@Override
	public synchronized void close() {
		closeCli();
		this.factories.close();
		if (this.process != null) {
			this.process.close();
		}
	}

	private static final class SharedServer {

		static final RedisServer INSTANCE = configuredOrStarted();

	}

	/** Passes the shared server to a test class, and empties it before each test. */
	public static final class Shared implements BeforeEachCallback, ParameterResolver {

		@Override
		public void beforeEach(ExtensionContext context) {
			shared().beforeEach(context);
			context.getRoot()
				.getStore(Namespace.create(Shared.class))
				.computeIfAbsent(shared(), (server) -> (AutoCloseable) server::leave);
		}

		@Override
		public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
			return parameter.getParameter().getType() == RedisServer.class;
		}

		@Override
		public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
			return shared();
		}

	}

	/**
	 * Empties a configured server again; our own server stops with this JVM.
	 */
	private void leave() {
		if (this.process == null) {
			flush();
		}
	}

}
