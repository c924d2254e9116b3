package io.github.redissession.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A TCP proxy on this machine in front of a Redis server, which counts round trips and
 * bytes, and simulates the network failures that a test needs.
 * <p>
 * A round trip is a burst of requests followed by a reply. Requests of one batch may
 * reach the proxy in several pieces with a reply in between; if replies are delayed, such
 * a batch still counts once, so the number is exactly how often the client has waited.
 * Bytes are counted before they are passed on, so a client that has received a reply
 * finds it counted. The handshakes of new connections count too: send a command first,
 * then compare {@link #traffic()} before and after.
 */
public final class CountingProxy implements AutoCloseable {

	private volatile RedisAddress target;

	private final ServerSocket listener;

	private final ProxyLane requests = new ProxyLane();

	private final ProxyLane replies = new ProxyLane();

	private final List<ProxyConnection> connections = new CopyOnWriteArrayList<>();

	private final ConnectionFactories factories = new ConnectionFactories();

	private final AtomicLong roundTrips = new AtomicLong();

	private final AtomicLong requestBytes = new AtomicLong();

	private final AtomicLong replyBytes = new AtomicLong();

	private final AtomicInteger commandsLeft = new AtomicInteger(Integer.MAX_VALUE);

	private final AtomicLong replyBytesLeft = new AtomicLong(Long.MAX_VALUE);

	private volatile UnaryOperator<byte[]> rewriting = UnaryOperator.identity();

	private @Nullable LettuceConnectionFactory sharedFactory;

	private volatile boolean cut;

	private volatile boolean dead;

	private CountingProxy(RedisAddress target) throws IOException {
		this.target = target;
		this.listener = new ServerSocket(FreePort.find(), 0, InetAddress.getLoopbackAddress());
		Thread acceptor = new Thread(this::accept, "proxy-acceptor");
		acceptor.setDaemon(true);
		acceptor.start();
	}

	/**
	 * Starts a proxy.
	 * @param redis the server behind it
	 * @return a proxy that forwards everything
	 */
	public static CountingProxy to(RedisServer redis) {
		try {
			return new CountingProxy(redis.address());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				if (!open(client)) {
					client.close();
				}
			}
			catch (IOException ex) {
				// The client has disconnected, or the proxy is closed.
			}
		}
	}

	private synchronized boolean open(Socket client) {
		this.connections.removeIf(ProxyConnection::isClosed);
		if (this.cut) {
			return false;
		}
		try {
			ProxyConnection connection = new ProxyConnection(client,
					new Socket(this.target.host(), this.target.port()));
			this.connections.add(connection);
			Turn turn = new Turn();
			connection.open(this.requests, (length) -> {
				this.requestBytes.addAndGet(length);
				if (turn.toRequest()) {
					this.roundTrips.incrementAndGet();
				}
			}, new CommandGate(this::mayBegin), this.replies, (length) -> {
				turn.toReply();
				this.replyBytes.addAndGet(length);
			}, this::passReply);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Leads connections that are opened from now on to another server, as a load balancer
	 * does. Those that are open stay where they are.
	 * @param redis the other server, with the same password
	 */
	public void redirect(RedisServer redis) {
		this.target = redis.address();
	}

	/**
	 * Returns the traffic of all connections so far.
	 * @return the traffic since the start of the proxy
	 */
	public Traffic traffic() {
		return new Traffic(this.roundTrips.get(), this.requestBytes.get(), this.replyBytes.get());
	}

	/**
	 * Delays requests that arrive from now on.
	 * @param delay how long a request takes to reach the server
	 */
	public void delayRequests(Duration delay) {
		this.requests.setDelay(delay);
	}

	/**
	 * Delays replies that arrive from now on.
	 * @param delay how long a reply takes to reach the client
	 */
	public void delayReplies(Duration delay) {
		this.replies.setDelay(delay);
	}

	/**
	 * Closes all connections and, until {@link #resume()}, every new one at once.
	 */
	public synchronized void cut() {
		this.cut = true;
		dropConnections();
	}

	/**
	 * Passes a number of further commands on and nothing after them, as if the client had
	 * died between two commands. Replies still arrive.
	 * @param commands how many commands reach the server
	 */
	public void dieAfter(int commands) {
		this.commandsLeft.set(commands);
	}

	/**
	 * Passes a number of further bytes of replies on and nothing after them, even in the
	 * middle of a reply.
	 * @param bytes how many bytes reach the client, {@code Long.MAX_VALUE} for everything
	 */
	public void muteAfter(long bytes) {
		this.replyBytesLeft.set(bytes);
	}

	/**
	 * Whether bytes of replies were withheld.
	 * @return whether no more bytes will reach the client
	 */
	public boolean isMute() {
		return this.replyBytesLeft.get() < 0;
	}

	/**
	 * Changes replies, as a proxy or a server does that only resembles Redis.
	 * @param rewriting receives the bytes that have arrived, and returns what the client
	 * gets instead
	 */
	public void rewriteReplies(UnaryOperator<byte[]> rewriting) {
		this.rewriting = rewriting;
	}

	private byte[] passReply(byte[] arrived) {
		byte[] bytes = this.rewriting.apply(arrived);
		long left = this.replyBytesLeft
			.getAndUpdate((before) -> (before == Long.MAX_VALUE) ? before : before - bytes.length);
		return (left >= bytes.length) ? bytes : Arrays.copyOf(bytes, (int) Math.max(0, left));
	}

	/**
	 * Whether a command was withheld, as if the client had died.
	 * @return whether no more commands will reach the server
	 */
	public boolean isDead() {
		return this.dead;
	}

	private boolean mayBegin() {
		if (this.commandsLeft.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			return true;
		}
		this.dead = true;
		return false;
	}

	/**
	 * Closes all connections; new ones are accepted.
	 */
	public void dropConnections() {
		this.connections.forEach(ProxyConnection::close);
	}

	/**
	 * Resets all connections, as the system does for a process that was killed; new ones
	 * are accepted.
	 */
	public void resetConnections() {
		this.connections.forEach(ProxyConnection::reset);
	}

	/**
	 * Stops passing bytes on over the connections that are open now, and leaves them
	 * open; new ones work.
	 */
	public void silenceConnections() {
		this.connections.forEach(ProxyConnection::silence);
	}

	/**
	 * Accepts all bytes and discards them until {@link #resume()}.
	 */
	public void swallow() {
		swallowRequests();
		swallowReplies();
	}

	/**
	 * Discards requests, as if the server did not exist, until {@link #resume()}.
	 */
	public void swallowRequests() {
		this.requests.setMode(ProxyLane.Mode.SWALLOW);
	}

	/**
	 * Passes requests to the server and discards its replies until {@link #resume()}.
	 */
	public void swallowReplies() {
		this.replies.setMode(ProxyLane.Mode.SWALLOW);
	}

	/**
	 * Holds all bytes, and passes them on in order at {@link #resume()}.
	 */
	public void hold() {
		this.requests.setMode(ProxyLane.Mode.HOLD);
		this.replies.setMode(ProxyLane.Mode.HOLD);
	}

	/**
	 * Forwards again, with the configured delays. Connections that have lost bytes are
	 * closed, because the bytes that follow would make no sense.
	 */
	public synchronized void resume() {
		this.cut = false;
		this.connections.stream().filter(ProxyConnection::isIncomplete).forEach(ProxyConnection::close);
		this.requests.setMode(ProxyLane.Mode.FORWARD);
		this.replies.setMode(ProxyLane.Mode.FORWARD);
	}

	public RedisAddress address() {
		return this.target.through(this.listener.getLocalPort());
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	public String[] springProperties() {
		return address().springProperties();
	}

	/**
	 * Returns the started connection factory through this proxy that all callers share.
	 * The proxy closes it.
	 * @return the factory
	 */
	public synchronized LettuceConnectionFactory connectionFactory() {
		if (this.sharedFactory == null) {
			this.sharedFactory = newConnectionFactory();
		}
		return this.sharedFactory;
	}

	/**
	 * Starts a connection factory through this proxy for this caller only. The proxy
	 * closes it at the latest.
	 * @return the factory
	 */
	public synchronized LettuceConnectionFactory newConnectionFactory() {
		return this.factories.add(address().newConnectionFactory());
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut();
		this.requests.setMode(ProxyLane.Mode.FORWARD);
		this.replies.setMode(ProxyLane.Mode.FORWARD);
		this.factories.close();
	}

	/**
	 * The traffic through a proxy.
	 *
	 * @param roundTrips bursts of requests, each after a reply or at the start
	 * @param requestBytes bytes from clients
	 * @param replyBytes bytes to clients
	 */
	public record Traffic(long roundTrips, long requestBytes, long replyBytes) {

		/**
		 * Returns the traffic since an earlier point.
		 * @param earlier the traffic up to that point
		 * @return the difference
		 */
		public Traffic since(Traffic earlier) {
			return new Traffic(this.roundTrips - earlier.roundTrips, this.requestBytes - earlier.requestBytes,
					this.replyBytes - earlier.replyBytes);
		}

	}

	/** The direction of the last bytes on one connection. */
	private static final class Turn {

		private boolean request;

		/** Whether this request is the first after a reply. */
		synchronized boolean toRequest() {
			boolean first = !this.request;
			this.request = true;
			return first;
		}

		synchronized void toReply() {
			this.request = false;
		}

	}

}
