package com.example.frameworks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;

/**
 * A redis-server from the PATH on the loopback interface, with everything that it holds.
 * It ends with this JVM.
 */
final class Redis {

	/** Kills the server at the end of its input, which is the end of this JVM. */
	private static final String SHELL = "\"$@\" </dev/null & c=$!; trap \"kill $c\" TERM INT; cat >/dev/null; kill $c; wait $c";

	private final int port;

	private final RedisCommands<byte[], byte[]> commands;

	Redis() throws IOException, InterruptedException {
		Path folder = Files.createTempDirectory("frameworks-redis-");
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.port = free.getLocalPort();
		}
		// Without compression, a dump shows every value as it is.
		new ProcessBuilder(List.of("sh", "-c", SHELL, "sh", "redis-server", "--bind", "127.0.0.1", "--port",
				String.valueOf(this.port), "--save", "", "--rdbcompression", "no", "--dir", folder.toString()))
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("redis.log").toFile())
			.start();
		this.commands = connect();
	}

	private RedisCommands<byte[], byte[]> connect() throws InterruptedException {
		RedisClient client = RedisClient.create(url());
		long deadline = System.nanoTime() + 20_000_000_000L;
		while (true) {
			try {
				return client.connect(ByteArrayCodec.INSTANCE).sync();
			}
			catch (RedisException ex) {
				if (System.nanoTime() > deadline) {
					throw ex;
				}
				Thread.sleep(50);
			}
		}
	}

	String url() {
		return "redis://127.0.0.1:" + this.port;
	}

	/** Returns the keys and the values of everything, as bytes. */
	synchronized List<byte[]> dump() {
		List<byte[]> all = new ArrayList<>();
		for (byte[] key : this.commands.keys("*")) {
			byte[] value = this.commands.dump(key);
			if (value != null) {
				all.add(key);
				all.add(value);
			}
		}
		return all;
	}

	/** Returns all hashes: each session is one. */
	synchronized List<Map<byte[], byte[]>> sessions() {
		return this.commands.keys("*")
			.stream()
			.filter((key) -> "hash".equals(this.commands.type(key)))
			.map(this.commands::hgetall)
			.toList();
	}

}
