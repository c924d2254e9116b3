package com.example.shop.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.awaitility.Awaitility.await;

/**
 * A Redis that writes everything to disk, and can be killed and started again.
 */
public final class RestartableRedis implements AutoCloseable {

	private static final String PASSWORD = "restartable";

	private final Path folder;

	private final int port;

	private Process process;

	private RestartableRedis(Path folder, int port) throws IOException {
		this.folder = folder;
		this.port = port;
		this.process = launch();
	}

	public static RestartableRedis start(Path folder) throws IOException {
		return new RestartableRedis(folder, freePort());
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	public String[] properties() {
		return new String[] { "spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + this.port,
				"spring.data.redis.password=" + PASSWORD };
	}

	public String url() {
		return "redis://:" + PASSWORD + "@127.0.0.1:" + this.port;
	}

	/** Ends it as a crash would. */
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	public void restart() throws IOException {
		this.process = launch();
	}

	@Override
	public void close() {
		kill();
	}

	private Process launch() throws IOException {
		Path program = RedisBinary.find().unpack(this.folder);
		Process started = new ProcessBuilder(program.toString(), "--bind", "127.0.0.1", "--port",
				Integer.toString(this.port), "--requirepass", PASSWORD, "--appendonly", "yes", "--appendfsync",
				"always", "--dir", Files.createDirectories(this.folder.resolve("data")).toString())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("redis.log").toFile())
			.start();
		await().until(this::listens);
		return started;
	}

	private boolean listens() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
