package io.github.redissession.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A server process with a folder of its own. A shell ends the process and deletes the
 * folder when the shell's standard input ends: at {@link #close()}, and also when this
 * JVM dies for any reason.
 */
final class RedisProcess implements AutoCloseable {

	/**
	 * The first argument is the folder. Each line of the input is the name of a signal
	 * for the server; the reply confirms that it was sent.
	 */
	private static final String WATCH = """
			folder=$1; shift
			exec 3<&0
			"$@" </dev/null >>"$folder/server.log" 2>&1 3<&- & server=$!
			(
				while read -r signal <&3; do kill -s "$signal" "$server"; echo "$signal"; done
				: >"$folder/closed"
				kill -s KILL "$server"
			) & watch=$!
			trap '' HUP INT TERM
			wait "$server"; status=$?
			kill -s KILL "$watch"
			if [ -e "$folder/closed" ]; then rm -rf "$folder"; fi
			exit "$status"
			""";

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final Path folder;

	private final List<String> command;

	private @Nullable Process shell;

	private @Nullable BufferedReader answers;

	/**
	 * Prepares a process; {@link #start()} starts it.
	 * @param folder the folder, which the process owns from then on
	 * @param command the program and its arguments
	 */
	RedisProcess(Path folder, List<String> command) {
		this.folder = folder;
		this.command = List.copyOf(command);
	}

	void start() {
		List<String> watched = new ArrayList<>(List.of("sh", "-c", WATCH, "sh", this.folder.toString()));
		watched.addAll(this.command);
		try {
			Process process = new ProcessBuilder(watched).directory(this.folder.toFile())
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			this.shell = process;
			this.answers = process.inputReader(StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean isAlive() {
		return this.shell != null && this.shell.isAlive();
	}

	/**
	 * Sends a signal to the server, and returns once it is sent.
	 * @param name the name without {@code SIG}
	 */
	void signal(String name) {
		if (this.shell == null || this.answers == null || !this.shell.isAlive()) {
			throw new IllegalStateException("The server is not running");
		}
		try {
			this.shell.getOutputStream().write((name + "\n").getBytes(StandardCharsets.US_ASCII));
			this.shell.getOutputStream().flush();
			awaitAnswer(this.shell, this.answers);
		}
		catch (IOException ex) {
			// A server that has just died neither reads nor replies.
			if (this.shell.isAlive()) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	/** Polls, since nothing else ends a read from a pipe without a writer. */
	private static void awaitAnswer(Process shell, BufferedReader answers) throws IOException {
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		while (!answers.ready() && shell.isAlive()) {
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException("The server's shell does not answer");
			}
			LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
		}
		if (answers.ready()) {
			answers.readLine();
		}
	}

	/**
	 * Ends the server by a signal, and waits for its end; its folder stays.
	 * @param name the name without {@code SIG}
	 */
	void end(String name) {
		signal(name);
		awaitEnd();
	}

	private void awaitEnd() {
		try {
			if (this.shell != null && !this.shell.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("The server does not end\n" + log());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Adds a line to the configuration that the next start reads.
	 */
	void configure(String line) {
		try {
			Files.writeString(this.folder.resolve("redis.conf"), line + "\n", StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String log() {
		try {
			return Files.readString(this.folder.resolve("server.log"), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "(no log: " + ex + ")";
		}
	}

	@Override
	public void close() {
		try {
			if (this.shell != null) {
				this.shell.getOutputStream().close();
				awaitEnd();
			}
			delete();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void delete() throws IOException {
		if (!Files.exists(this.folder)) {
			return;
		}
		try {
			Files.walkFileTree(this.folder, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
					Files.deleteIfExists(file);
					return FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException ex) throws IOException {
					Files.deleteIfExists(directory);
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (NoSuchFileException ex) {
			// The shell was quicker.
		}
	}

}
