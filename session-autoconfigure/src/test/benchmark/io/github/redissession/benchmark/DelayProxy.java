package io.github.redissession.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

import io.github.redissession.testing.RedisAddress;

/**
 * A network that is slow and not narrow: every reply arrives later by a fixed time. It
 * does as little as possible, because it shares the processors with those it stands
 * between; the proxy of the tests looks into every byte. A delayed direction has two
 * threads and a queue of what is due when, the other one passes everything on at once.
 */
final class DelayProxy implements AutoCloseable {

	private static final int CHUNK = 64 * 1024;

	private final RedisAddress target;

	private final long delay;

	private final ServerSocket listener;

	DelayProxy(RedisAddress target, Duration delay) {
		this.target = target;
		this.delay = delay.toNanos();
		try {
			this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		daemon(() -> {
			while (!this.listener.isClosed()) {
				open(this.listener.accept());
			}
		});
	}

	RedisAddress address() {
		return this.target.through(this.listener.getLocalPort());
	}

	private void open(Socket client) throws IOException {
		Socket server = new Socket(this.target.host(), this.target.port());
		client.setTcpNoDelay(true);
		server.setTcpNoDelay(true);
		daemon(() -> {
			try (client; server) {
				client.getInputStream().transferTo(server.getOutputStream());
			}
		});
		BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
		daemon(() -> {
			byte[] buffer = new byte[CHUNK];
			for (int length = 0; length >= 0; length = server.getInputStream().read(buffer)) {
				if (length > 0) {
					queue.add(new Chunk(Arrays.copyOf(buffer, length), System.nanoTime() + this.delay));
				}
			}
		});
		daemon(() -> {
			while (!client.isClosed()) {
				Chunk chunk = queue.take();
				for (long left = chunk.left(); left > 0; left = chunk.left()) {
					LockSupport.parkNanos(left);
				}
				client.getOutputStream().write(chunk.bytes);
			}
		});
	}

	private static void daemon(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException | InterruptedException ex) {
				// One of both ends is closed.
			}
		}, "delay");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What has arrived, and until when it is kept. */
	private record Chunk(byte[] bytes, long due) {

		long left() {
			return this.due - System.nanoTime();
		}

	}

	private interface Work {

		void run() throws IOException, InterruptedException;

	}

}
