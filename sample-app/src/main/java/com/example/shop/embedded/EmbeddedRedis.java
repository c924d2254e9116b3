package com.example.shop.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A Redis server that lives exactly as long as this JVM, or until it is closed.
 */
final class EmbeddedRedis implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/**
	 * Runs the server until standard input ends, which also happens when the JVM is
	 * killed with -9, and then removes its folder. Ctrl-C in a terminal reaches only the
	 * JVM, which then still has a Redis for its last requests.
	 */
	private static final String RUN_UNTIL_END_OF_INPUT = """
			trap "" INT
			$(command -v setsid) "$@" </dev/null & c=$!
			trap "kill $c" TERM
			cat >/dev/null
			kill $c
			wait $c
			rm -f redis-server redis.conf redis.log
			rmdir "$PWD"
			""";

	private final Process process;

	private final int port;

	private final String password;

	private EmbeddedRedis(Process process, int port, String password) {
		this.process = process;
		this.port = port;
		this.password = password;
	}

	static EmbeddedRedis start(RedisBinary binary) {
		try {
			int port = freePort();
			String password = UUID.randomUUID().toString().replace("-", "");
			Path folder = Files.createTempDirectory("shop-redis-");
			Path log = folder.resolve("redis.log");
			Path program = binary.unpack(folder);
			Process process = launch(folder, program, configuration(port, password), log);
			EmbeddedRedis redis = new EmbeddedRedis(process, port, password);
			redis.awaitStart(log);
			return redis;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start a Redis server", ex);
		}
	}

	int port() {
		return this.port;
	}

	String password() {
		return this.password;
	}

	/**
	 * Stops the server and waits until its process has ended.
	 */
	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
			if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				this.process.destroy();
			}
		}
		catch (IOException ex) {
			this.process.destroy();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Process launch(Path folder, Path program, String configuration, Path log) throws IOException {
		Path file = Files.writeString(folder.resolve("redis.conf"), configuration);
		return new ProcessBuilder("sh", "-c", RUN_UNTIL_END_OF_INPUT, "sh", program.toString(), file.toString())
			.directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
	}

	/**
	 * The password is in a private file, not on the command line, where all users could
	 * see it.
	 */
	private static String configuration(int port, String password) {
		return """
				bind 127.0.0.1
				port %d
				requirepass %s
				save ""
				appendonly no
				""".formatted(port, password);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private void awaitStart(Path log) throws IOException {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!answers()) {
			if (!this.process.isAlive() || System.nanoTime() > end) {
				String output = Files.readString(log);
				close();
				throw new IOException("The server does not answer: " + output);
			}
			pause();
		}
	}

	private boolean answers() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(1000);
			socket.getOutputStream().write(("AUTH " + this.password + "\r\n").getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII).equals("+OK");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(20);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
