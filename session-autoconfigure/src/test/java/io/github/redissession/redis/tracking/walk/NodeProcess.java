package io.github.redissession.redis.tracking.walk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node in a process of its own, which ends with its input.
 */
final class NodeProcess implements AutoCloseable {

	private static final Duration START = Duration.ofMinutes(4);

	private static final Duration REPLY = Duration.ofSeconds(20);

	private final Process process;

	private final Writer input;

	private final Map<String, CompletableFuture<Reply>> underWay = new ConcurrentHashMap<>();

	private final CompletableFuture<Reply> ready = new CompletableFuture<>();

	private final AtomicLong numbers = new AtomicLong();

	/** The earliest {@link System#nanoTime()} at which a request may be worked on. */
	private volatile long awakeAt = System.nanoTime();

	/**
	 * Starts a node without waiting for it.
	 * @param log receives what the node logs
	 * @param properties {@code name=value} pairs
	 */
	NodeProcess(Path log, List<String> properties) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xshare:auto", "-Xmx160m", "-cp", System.getProperty("java.class.path"),
						WalkNode.class.getName()));
		command.addAll(properties);
		this.underWay.put("0", this.ready);
		try {
			this.process = new ProcessBuilder(command).redirectError(log.toFile()).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.input = this.process.outputWriter(StandardCharsets.UTF_8);
		Thread reader = new Thread(this::read, "walk-node-reader");
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				String[] parts = line.split(" ", 2);
				CompletableFuture<Reply> waiting = this.underWay.remove(parts[0]);
				if (waiting != null) {
					waiting.complete(new Reply(parts[1], System.nanoTime()));
				}
			}
		}
		catch (IOException ex) {
			// The node has ended.
		}
		this.underWay.values()
			.forEach((waiting) -> waiting.completeExceptionally(new IOException("The node has died")));
	}

	NodeProcess started() {
		this.ready.orTimeout(START.toSeconds(), TimeUnit.SECONDS).join();
		return this;
	}

	/**
	 * Sends a request.
	 * @param request its words
	 * @return the reply, which fails if there is none for a long time
	 */
	CompletableFuture<Reply> send(String... request) {
		String number = String.valueOf(this.numbers.incrementAndGet());
		CompletableFuture<Reply> reply = new CompletableFuture<>();
		this.underWay.put(number, reply);
		try {
			this.input.write(number + " " + String.join(" ", request) + "\n");
			this.input.flush();
		}
		catch (IOException ex) {
			reply.completeExceptionally(ex);
		}
		return reply.orTimeout(REPLY.toSeconds(), TimeUnit.SECONDS);
	}

	/**
	 * Returns the earliest time at which a request that is sent now is worked on.
	 */
	long begins() {
		return Math.max(System.nanoTime(), this.awakeAt);
	}

	/**
	 * Stops the process for a while, and returns when it runs again. A shell wakes it up,
	 * whatever becomes of this JVM.
	 */
	void pause(Duration length) {
		String pid = String.valueOf(this.process.pid());
		try {
			Process shell = new ProcessBuilder("sh", "-c", "kill -STOP $0; echo; sleep $1; kill -CONT $0", pid,
					length.toMillis() / 1000.0 + "")
				.start();
			shell.getInputStream().read();
			this.awakeAt = System.nanoTime() + length.minusMillis(5).toNanos();
			shell.waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		try {
			this.input.close();
			if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			this.process.destroyForcibly();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What a node has replied.
	 *
	 * @param text the reply
	 * @param at the {@link System#nanoTime()} at which it arrived
	 */
	record Reply(String text, long at) {

		boolean isFailure() {
			return this.text.startsWith("failed");
		}

	}

}
