package io.github.redissession.redis.interleaving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.RedisWire;

/**
 * A server with a local socket.
 */
final class LocalServer implements AutoCloseable {

	private static final Pattern VERSION = Pattern.compile("(redis|valkey)_version:(\\S+)");

	private final Path folder;

	private final RedisServer redis;

	private final List<RedisWire> wires = new ArrayList<>();

	LocalServer() {
		try {
			this.folder = Files.createTempDirectory("interleavings-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.redis = RedisServer.start("--unixsocket", socket().toString(), "--databases", "128");
	}

	private Path socket() {
		return this.folder.resolve("redis.sock");
	}

	/**
	 * Opens a connection, which this closes.
	 */
	RedisWire wire(int database) {
		RedisWire wire = new RedisWire(socket(), Objects.requireNonNull(this.redis.password()));
		this.wires.add(wire);
		wire.send("SELECT", World.bytes(Integer.toString(database)));
		return wire;
	}

	String version() {
		Matcher matcher = VERSION.matcher(String.valueOf(this.redis.cli("INFO", "server")));
		String version = "?";
		while (matcher.find()) {
			version = matcher.group(1) + " " + matcher.group(2);
		}
		return version;
	}

	@Override
	public void close() {
		this.wires.forEach(RedisWire::close);
		this.redis.close();
		try {
			Files.deleteIfExists(socket());
			Files.delete(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
