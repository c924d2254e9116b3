package io.github.redissession.chaos;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The process of a node, which can be killed, paused and started again.
 */
final class ChaosNode implements AutoCloseable {

	private final String name;

	private final List<String> command = new ArrayList<>();

	private @Nullable Process process;

	private volatile int port;

	ChaosNode(String name, List<String> properties) {
		this.name = name;
		this.command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx300m",
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				NodeMain.class.getName()));
		this.command.addAll(properties);
	}

	/**
	 * Starts the process, and waits until it serves requests.
	 */
	void start() {
		try {
			File log = new File(this.name + ".log");
			Process started = new ProcessBuilder(this.command).redirectError(ProcessBuilder.Redirect.appendTo(log))
				.start();
			this.process = started;
			BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
			String line = output.readLine();
			while (line != null && !line.startsWith("PORT ")) {
				line = output.readLine();
			}
			if (line == null) {
				throw new IllegalStateException(this.name + " does not start");
			}
			this.port = Integer.parseInt(line.substring("PORT ".length()));
			Thread drain = new Thread(() -> output.lines().filter((one) -> one.contains(" WARN ")).forEach((one) -> {
				System.out.println("  " + this.name + ": " + one);
			}), this.name);
			drain.setDaemon(true);
			drain.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Whether a load balancer would send requests here. */
	boolean isServing() {
		return this.port > 0;
	}

	URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

	/**
	 * Ends the process as {@code kill -9} does.
	 */
	void kill() {
		this.port = 0;
		await(process().destroyForcibly());
	}

	void signal(String signal) {
		try {
			await(new ProcessBuilder("kill", "-" + signal, Long.toString(process().pid())).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Process process() {
		if (this.process == null) {
			throw new IllegalStateException(this.name + " has not been started");
		}
		return this.process;
	}

	private static void await(Process ending) {
		try {
			ending.waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		if (this.process != null) {
			kill();
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

}
