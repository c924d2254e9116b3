package io.github.redissession.testing;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/**
 * A connection through a proxy: two sockets, and a reader and a writer in each direction.
 */
final class ProxyConnection implements AutoCloseable {

	private static final int CHUNK = 64 * 1024;

	private final Socket client;

	private final Socket server;

	private volatile boolean incomplete;

	private volatile boolean silent;

	ProxyConnection(Socket client, Socket server) throws IOException {
		this.client = client;
		this.server = server;
		client.setTcpNoDelay(true);
		server.setTcpNoDelay(true);
	}

	/**
	 * Starts to forward.
	 * @param requests how to treat requests
	 * @param onRequest receives the bytes from the client before the server does
	 * @param gate decides how many bytes of the requests pass
	 * @param replies how to treat replies
	 * @param onReply receives the bytes from the server before the client does
	 * @param mute decides how many bytes of the replies pass
	 */
	void open(ProxyLane requests, IntConsumer onRequest, CommandGate gate, ProxyLane replies, IntConsumer onReply,
			UnaryOperator<byte[]> mute) {
		pump(this.client, this.server, requests, onRequest, (length) -> {
		}, gate::pass);
		pump(this.server, this.client, replies, (length) -> {
		}, onReply, mute);
	}

	private void pump(Socket from, Socket to, ProxyLane lane, IntConsumer onArrival, IntConsumer onDeparture,
			UnaryOperator<byte[]> filter) {
		BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
		daemon("proxy-reader", () -> {
			try {
				byte[] buffer = new byte[CHUNK];
				int length = from.getInputStream().read(buffer);
				while (length >= 0) {
					onArrival.accept(length);
					queue.add(new Chunk(Arrays.copyOf(buffer, length), lane.dueTime()));
					length = from.getInputStream().read(buffer);
				}
			}
			finally {
				queue.add(new Chunk(new byte[0], lane.dueTime()));
			}
		});
		daemon("proxy-writer", () -> {
			for (Chunk chunk = queue.take(); chunk.bytes.length > 0; chunk = queue.take()) {
				if (lane.awaitTurn(chunk.dueTime) && !this.silent) {
					onDeparture.accept(chunk.bytes.length);
					to.getOutputStream().write(filter.apply(chunk.bytes));
				}
				else {
					this.incomplete = true;
				}
			}
			close();
		});
	}

	private void daemon(String name, Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException | InterruptedException ex) {
				close();
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Stops passing bytes on but stays open, like a connection that a firewall has
	 * dropped.
	 */
	void silence() {
		this.silent = true;
	}

	/** Closes in such a way that the client gets an error instead of an end of stream. */
	void reset() {
		try {
			this.client.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			// The socket is closed already.
		}
		close();
	}

	/** Whether bytes were lost, so that following bytes would make no sense. */
	boolean isIncomplete() {
		return this.incomplete;
	}

	boolean isClosed() {
		return this.client.isClosed();
	}

	@Override
	public void close() {
		for (Socket socket : new Socket[] { this.client, this.server }) {
			try {
				socket.close();
			}
			catch (IOException ex) {
				// The connection is useless either way.
			}
		}
	}

	private record Chunk(byte[] bytes, long dueTime) {
	}

	private interface Work {

		void run() throws IOException, InterruptedException;

	}

}
