package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.async.Stages;

/**
 * The store's connection to Redis. It uses the shared connection of Boot's connection
 * factory, so that standalone, Sentinel, replicas, cluster and TLS are configured in one
 * place, and gets another one from the factory when that has been closed, as by a factory
 * that was stopped.
 * <p>
 * A batch is written to the network as a whole and costs one round trip; on a cluster,
 * one per node, at the same time.
 * <p>
 * Nothing here is locked: an atomic variable decides what happens only once, and a thread
 * that loses returns at once. <pre>
 * SharedConnection.current        compareAndSet: one thread opens a connection, all others
 *                                 get the same future
 * SessionConnection.reconnected   compareAndSet: one reconnection per second
 * SessionConnection.loadedScripts a concurrent set, cleared when the connection is lost; a
 *                                 stale entry costs one NOSCRIPT reply
 * SessionCommand                  volatile fields; Lettuce encodes a command on one thread
 *                                 at a time
 * </pre> Elsewhere there are locks, but no request waits for a reply while it holds one.
 * A thread that holds one takes only those in the last column, so there is no deadlock.
 * <pre>
 * lock                            held while                       then takes
 * ExpirySweeper, SessionEventBridge,
 * ExpiryStreamConsumer            starting, stopping; stopping     -
 *                                 waits for the worker, with a limit
 * TrackingLink                    the same                         TrackingRun
 * TrackingRun                     the tracked servers change       CachedSessions, OutageLog
 * CachedSessions                  an epoch begins                  -
 * OutageLog                       logging a change of state        -
 * CircuitGuard                    probing, a drill; a probe is     CircuitGuard.counting,
 *                                 sent but not awaited             TimeoutQueue
 * CircuitGuard.counting           an outage is counted             -
 * TimeoutQueue                    a deadline joins or leaves       -
 * OutageJournal (also by Replay)  its entries are read or changed  -
 * RequestSession                  one request's session changes    SessionAttributes,
 *                                                                  SessionTimes
 * SessionRequest                  a request records a session      -
 * </pre>
 */
public final class SessionConnection {

	private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);

	private static final Duration RECONNECT_INTERVAL = Duration.ofSeconds(1);

	private final RedisConnectionFactory connectionFactory;

	private final SharedConnection connection;

	private final boolean own;

	private final Duration timeout;

	private final Duration lifetime;

	private final boolean retry;

	private final AtomicLong reconnected = new AtomicLong(System.nanoTime() - RECONNECT_INTERVAL.toNanos());

	private final Set<String> loadedScripts = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a connection with a timeout of one minute.
	 * @param connectionFactory a factory for Lettuce connections
	 */
	public SessionConnection(RedisConnectionFactory connectionFactory) {
		this(connectionFactory, DEFAULT_TIMEOUT, true);
	}

	/**
	 * Creates a connection whose callers all wait for the same time.
	 * @param connectionFactory a factory for Lettuce connections
	 * @param timeout how long callers wait for a command; one that could not be sent
	 * within that time is never sent
	 * @param retry whether to repeat, once, a command whose reply was lost with its
	 * connection, if that is harmless
	 */
	public SessionConnection(RedisConnectionFactory connectionFactory, Duration timeout, boolean retry) {
		this(connectionFactory, timeout, timeout, retry);
	}

	/**
	 * Creates a connection.
	 * @param connectionFactory a factory for Lettuce connections
	 * @param timeout how long a connection may be lost, or silent, before commands are
	 * unlikely to be answered; how long most callers wait
	 * @param lifetime how long any caller waits; a command that could not be sent within
	 * that time is never sent
	 * @param retry whether to repeat, once, a command whose reply was lost with its
	 * connection, if that is harmless
	 */
	public SessionConnection(RedisConnectionFactory connectionFactory, Duration timeout, Duration lifetime,
			boolean retry) {
		this(connectionFactory, timeout, lifetime, retry, false, () -> shared(connectionFactory));
	}

	private SessionConnection(RedisConnectionFactory connectionFactory, Duration timeout, Duration lifetime,
			boolean retry, boolean own, Supplier<StatefulConnection<byte[], byte[]>> opener) {
		this.connectionFactory = connectionFactory;
		this.timeout = timeout;
		this.lifetime = lifetime;
		this.retry = retry;
		this.own = own;
		this.connection = new SharedConnection(opener, this.loadedScripts::clear);
	}

	/**
	 * Creates a connection that is not shared, for commands that would delay others.
	 * @param connectionFactory a factory for Lettuce connections
	 * @param timeout how long callers wait for a command
	 * @param retry whether to repeat, once, a command whose reply was lost with its
	 * connection, if that is harmless
	 */
	public static SessionConnection dedicated(LettuceConnectionFactory connectionFactory, Duration timeout,
			boolean retry) {
		return new SessionConnection(connectionFactory, timeout, timeout, retry, true, () -> {
			AbstractRedisClient client = connectionFactory.getRequiredNativeClient();
			return (client instanceof RedisClusterClient cluster) ? cluster.connect(ByteArrayCodec.INSTANCE)
					: ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
		});
	}

	/**
	 * Returns a connection for commands that a node of a cluster may never answer while
	 * another node is unavailable: on a cluster one that is not shared, otherwise this
	 * one.
	 * @param longest how long callers wait for such a command
	 */
	public SessionConnection forCommandsToAllServers(Duration longest) {
		return isCluster() ? dedicated((LettuceConnectionFactory) this.connectionFactory, longest, this.retry) : this;
	}

	boolean isRetry() {
		return this.retry;
	}

	/**
	 * How often the connection was lost. On a cluster only the connection for commands
	 * without a key is counted.
	 */
	int disconnections() {
		return this.connection.losses();
	}

	Duration lifetime() {
		return this.lifetime;
	}

	/**
	 * Sends commands in one round trip.
	 * @param commands adds the commands to a batch, and returns what becomes of them
	 */
	public <T> T send(Function<Batch, T> commands) {
		Batch batch = batch();
		T result = commands.apply(batch);
		batch.send();
		return result;
	}

	/**
	 * Sends commands in one round trip whose replies are not needed.
	 * @param commands adds the commands to a batch
	 */
	public void run(Consumer<Batch> commands) {
		Batch batch = batch();
		commands.accept(batch);
		batch.send();
	}

	/**
	 * Begins a batch.
	 */
	public Batch batch() {
		return new Batch(this, this::send);
	}

	/**
	 * Begins a batch of commands without a key that may never be answered, because the
	 * server waits for another one. After the timeout a connection of our own is closed,
	 * on a cluster as well: the next one may lead to another server. On a cluster any
	 * primary receives the commands, because a replica rejects those that write.
	 */
	public Batch batchOrNewConnection() {
		return new Batch(this, (commands) -> {
			CompletableFuture<StatefulConnection<byte[], byte[]>> used = connection();
			send(used.thenCompose(Primaries::any), commands);
			if (this.own) {
				this.connection.closeIfSilent(used, commands, this.timeout);
			}
		});
	}

	/**
	 * Begins a batch that is sent to one server over the given connection.
	 */
	public Batch batch(StatefulRedisConnection<byte[], byte[]> node) {
		return new Batch(this, (commands) -> {
			try {
				node.dispatch(typed(commands));
			}
			catch (RuntimeException ex) {
				fail(commands, ex);
			}
			if (mayClose()) {
				this.connection.closeIfSilent(connection(), commands, this.timeout);
			}
		});
	}

	/**
	 * Whether to close a connection that does not answer. A shared one is replaced only
	 * by {@link #reconnect()}; on a cluster the connections to all other nodes would be
	 * lost with it.
	 */
	private boolean mayClose() {
		return this.own && !isCluster();
	}

	/**
	 * Whether the server has run a script since the connection was opened. On a cluster
	 * any node may have run it, and another one may not have loaded it.
	 */
	boolean isLoaded(RedisScript script) {
		return this.loadedScripts.contains(script.sha1());
	}

	/**
	 * Reconnects if the server has become a replica. Its address may lead to the new
	 * primary by now.
	 */
	void reconnectIfReadOnly(Throwable failure) {
		if (RedisFailure.isReadOnly(failure)) {
			reconnect();
		}
	}

	void markLoaded(RedisScript script) {
		this.loadedScripts.add(script.sha1());
	}

	/**
	 * Writes commands with one flush. This never throws: without a connection every
	 * command fails.
	 */
	void send(List<? extends AsyncCommand<?, ?, ?>> commands) {
		CompletableFuture<StatefulConnection<byte[], byte[]>> used = connection();
		send(used, commands);
		if (mayClose()) {
			// Opening it may take as long as the reply.
			used.thenRun(() -> this.connection.closeIfSilent(used, commands, this.timeout));
		}
	}

	/**
	 * On a cluster, commands are dispatched one by one. For a collection Lettuce blocks,
	 * without a limit, until it is connected to all nodes concerned, and it may block the
	 * very thread that has to open these connections.
	 */
	private static void send(CompletableFuture<StatefulConnection<byte[], byte[]>> opened,
			List<? extends AsyncCommand<?, ?, ?>> commands) {
		opened.whenComplete((connection, ex) -> {
			if (ex != null) {
				fail(commands, ex);
				return;
			}
			try {
				if (connection instanceof StatefulRedisClusterConnection || commands.size() == 1) {
					typed(commands).forEach(connection::dispatch);
				}
				else {
					connection.dispatch(typed(commands));
				}
			}
			catch (RuntimeException | Error refused) {
				fail(commands, refused);
			}
		});
	}

	private static void fail(List<? extends AsyncCommand<?, ?, ?>> commands, Throwable ex) {
		commands.forEach((command) -> command.completeExceptionally(Stages.cause(ex)));
	}

	/**
	 * Returns the connection, or the attempt to open it.
	 */
	public CompletableFuture<StatefulConnection<byte[], byte[]>> connection() {
		return this.connection.get();
	}

	/**
	 * Whether the commands of a batch may go to different servers, and so run in another
	 * order than they were added.
	 */
	public boolean isCluster() {
		return this.connectionFactory instanceof LettuceConnectionFactory lettuce && lettuce.isClusterAware();
	}

	/**
	 * Replaces the connection, because nothing arrives on it any more, or because it
	 * leads to the wrong server. Commands that wait for a reply fail. This does not
	 * block, and does nothing within a second of the last time. On a cluster Lettuce
	 * replaces connections itself, and closing one may never complete.
	 */
	public void reconnect() {
		long last = this.reconnected.get();
		long now = System.nanoTime();
		if (this.connectionFactory instanceof LettuceConnectionFactory lettuce && !lettuce.isClusterAware()
				&& now - last >= RECONNECT_INTERVAL.toNanos() && this.reconnected.compareAndSet(last, now)) {
			if (this.own) {
				this.connection.close();
				return;
			}
			Thread thread = new Thread(lettuce::resetConnection, "redis-session-reconnect");
			thread.setDaemon(true);
			thread.start();
		}
	}

	/**
	 * Records that a command has been written.
	 */
	void written() {
		this.connection.written();
	}

	/**
	 * Whether the connection has been lost for longer than the timeout, and Lettuce is
	 * still trying to reopen it.
	 * @return whether waiting for a reply is likely to be in vain; {@code false} on a
	 * cluster, which has several connections
	 */
	public boolean isLost() {
		return !isCluster() && this.connection.isLostFor(this.timeout);
	}

	/**
	 * Every command has a codec of its own, so the connection's type parameters do not
	 * matter.
	 */
	@SuppressWarnings("unchecked")
	private static List<RedisCommand<byte[], byte[], ?>> typed(List<? extends AsyncCommand<?, ?, ?>> commands) {
		return (List<RedisCommand<byte[], byte[], ?>>) (List<?>) commands;
	}

	@SuppressWarnings("unchecked")
	private static StatefulConnection<byte[], byte[]> shared(RedisConnectionFactory connectionFactory) {
		try (RedisConnection connection = connectionFactory.getConnection()) {
			return ((AbstractRedisAsyncCommands<byte[], byte[]>) connection.getNativeConnection()).getConnection();
		}
	}

}
