package io.github.redissession.redis.tracking.walk;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.FreePort;
import io.github.redissession.testing.RedisPair;
import io.github.redissession.testing.RedisServer;

/**
 * What leads new connections to the primary: haproxy, if the system property
 * {@code haproxy.test.binary} names it or it is on the PATH, else a proxy of the tests.
 */
abstract sealed class Balancer implements AutoCloseable {

	private static final String PROPERTY = "haproxy.test.binary";

	/** Closes no connection when a server is not the primary any more. */
	private static final String CONFIGURATION = """
			defaults
			  mode tcp
			  timeout connect 300ms
			  timeout client 1h
			  timeout server 1h
			listen redis
			  bind 127.0.0.1:%d
			  option tcp-check
			  timeout check 300ms
			  tcp-check connect
			  tcp-check send AUTH\\ %s\\r\\n
			  tcp-check expect string +OK
			  tcp-check send info\\ replication\\r\\n
			  tcp-check expect string role:master
			  server first 127.0.0.1:%d check inter 50ms fall 1 rise 1
			  server second 127.0.0.1:%d check inter 50ms fall 1 rise 1
			""";

	static Balancer of(RedisPair pair) {
		return program().<Balancer>map((program) -> new HaProxy(program, pair)).orElseGet(() -> new TestProxy(pair));
	}

	private static Optional<Path> program() {
		String configured = System.getProperty(PROPERTY, "");
		return configured.isEmpty() ? Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.map((folder) -> Path.of(folder, "haproxy").toAbsolutePath())
			.filter(Files::isExecutable)
			.findFirst() : Optional.of(Path.of(configured).toAbsolutePath());
	}

	abstract String name();

	abstract int port();

	/**
	 * Leads new connections to another server, unless it finds that out itself.
	 */
	abstract void leadTo(RedisServer primary);

	@Override
	public abstract void close();

	/** Asks the servers which one is the primary. */
	private static final class HaProxy extends Balancer {

		private final int port = FreePort.find();

		private final Path configuration;

		private final Process shell;

		HaProxy(Path program, RedisPair pair) {
			try {
				this.configuration = Files.createTempFile("haproxy-", ".cfg");
				Files.writeString(this.configuration, CONFIGURATION.formatted(this.port, pair.primary().password(),
						pair.primary().port(), pair.replica().port()));
				this.shell = new ProcessBuilder("sh", "-c", """
						"$@" </dev/null & server=$!
						cat >/dev/null; kill -KILL $server
						""", "sh", program.toString(), "-db", "-f", this.configuration.toString())
					.redirectErrorStream(true)
					.redirectOutput(ProcessBuilder.Redirect.DISCARD)
					.start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			Deployment.await("haproxy", this::isOpen);
		}

		private @Nullable Boolean isOpen() {
			try (Socket socket = new Socket("127.0.0.1", this.port)) {
				return socket.isConnected();
			}
			catch (IOException ex) {
				return false;
			}
		}

		@Override
		String name() {
			return "haproxy";
		}

		@Override
		int port() {
			return this.port;
		}

		@Override
		void leadTo(RedisServer primary) {
		}

		@Override
		public void close() {
			try {
				this.shell.getOutputStream().close();
				this.shell.waitFor(5, TimeUnit.SECONDS);
				Files.deleteIfExists(this.configuration);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	/** Is told. */
	private static final class TestProxy extends Balancer {

		private final CountingProxy proxy;

		TestProxy(RedisPair pair) {
			this.proxy = CountingProxy.to(pair.primary());
		}

		@Override
		String name() {
			return "a proxy of the tests, for want of haproxy";
		}

		@Override
		int port() {
			return this.proxy.port();
		}

		@Override
		void leadTo(RedisServer primary) {
			this.proxy.redirect(primary);
		}

		@Override
		public void close() {
			this.proxy.close();
		}

	}

}
