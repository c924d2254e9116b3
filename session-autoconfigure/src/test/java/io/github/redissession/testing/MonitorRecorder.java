package io.github.redissession.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Records exactly which commands a server executes, by {@code MONITOR}. The result
 * contains every command that was answered before the call, because the recorder sends a
 * marker and reads up to it. Redis omits administrative commands such as {@code CONFIG},
 * and {@code AUTH}. Commands that the test sends by {@link RedisServer#cli} are included.
 */
public final class MonitorRecorder implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final RedisServer redis;

	private final Socket socket;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private final List<MonitoredCommand> recorded = new ArrayList<>();

	private MonitorRecorder(RedisServer redis) throws IOException {
		this.redis = redis;
		redis.cli("PING");
		this.socket = new Socket(redis.host(), redis.port());
		BufferedReader replies = new BufferedReader(
				new InputStreamReader(this.socket.getInputStream(), StandardCharsets.ISO_8859_1));
		if (redis.password() != null) {
			String username = redis.address().username();
			ask(replies, "AUTH " + ((username != null) ? username + " " : "") + redis.password());
		}
		ask(replies, "MONITOR");
		Thread reader = new Thread(() -> read(replies), "monitor-" + redis.port());
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Starts recording.
	 * @param redis the server
	 * @return a recorder that misses nothing from now on
	 */
	public static MonitorRecorder start(RedisServer redis) {
		try {
			return new MonitorRecorder(redis);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void ask(BufferedReader replies, String command) throws IOException {
		this.socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
		String reply = replies.readLine();
		if (!"+OK".equals(reply)) {
			throw new IOException(command.split(" ")[0] + " was rejected: " + reply);
		}
	}

	private void read(BufferedReader replies) {
		try {
			for (String line = replies.readLine(); line != null; line = replies.readLine()) {
				this.lines.add(line);
			}
		}
		catch (IOException ex) {
			// The recorder is closed, or the server has stopped.
		}
	}

	/**
	 * Returns the names of the commands that clients have sent, without those of scripts.
	 * @return the names in upper case, in the order of execution
	 */
	public List<String> commands() {
		return entries().stream().filter((entry) -> !entry.isFromScript()).map(MonitoredCommand::name).toList();
	}

	/**
	 * Returns all commands that the server has executed; those of a script follow it.
	 * @return the commands in the order of execution
	 */
	public synchronized List<MonitoredCommand> entries() {
		catchUp();
		return List.copyOf(this.recorded);
	}

	/**
	 * Discards everything recorded so far.
	 */
	public synchronized void clear() {
		catchUp();
		this.recorded.clear();
	}

	private void catchUp() {
		String marker = UUID.randomUUID().toString();
		this.redis.cli("ECHO", marker);
		for (String line = next(); !line.contains(marker); line = next()) {
			this.recorded.add(MonitoredCommand.parse(line));
		}
	}

	private String next() {
		@Nullable String line = null;
		try {
			line = this.lines.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (line == null) {
			throw new IllegalStateException("MONITOR has stopped");
		}
		return line;
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
