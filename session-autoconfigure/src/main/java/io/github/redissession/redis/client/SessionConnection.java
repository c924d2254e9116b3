package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;

/**
 * The only door to Lettuce. It uses the shared connection of Boot's connection factory,
 * so that standalone, sentinel, replicas, cluster and TLS are configured in one place,
 * and asks the factory for another one when that is closed, as a stopped factory does.
 * <p>
 * A batch is written to the network as a whole, so it costs one round trip; on a cluster
 * one of each node, at the same time.
 */
public final class SessionConnection {

	/** How long commands wait that nobody has set a limit for. */
	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final Duration RECONNECT_INTERVAL = Duration.ofSeconds(1);

	private final RedisConnectionFactory connectionFactory;

	private final SharedConnection connection;

	private final boolean own;

	private final Duration patience;

	private final boolean retry;

	private final AtomicLong reconnected = new AtomicLong(System.nanoTime() - RECONNECT_INTERVAL.toNanos());

	private final Set<String> knownScripts = ConcurrentHashMap.newKeySet();

	/**
	 * Opens the door.
	 * @param connectionFactory a factory for Lettuce connections
	 */
	public SessionConnection(RedisConnectionFactory connectionFactory) {
		this(connectionFactory, PATIENCE, true);
	}

	/**
	 * Opens the door.
	 * @param connectionFactory a factory for Lettuce connections
	 * @param patience for how long somebody waits for a command; one that could not be
	 * sent until then is not sent at all
	 * @param retry whether a command whose answer was lost with its connection is sent
	 * once more, if that does no harm
	 */
	public SessionConnection(RedisConnectionFactory connectionFactory, Duration patience, boolean retry) {
		this(connectionFactory, patience, retry, false, () -> shared(connectionFactory));
	}

	private SessionConnection(RedisConnectionFactory connectionFactory, Duration patience, boolean retry, boolean own,
			Supplier<StatefulConnection<byte[], byte[]>> opener) {
		this.connectionFactory = connectionFactory;
		this.patience = patience;
		this.retry = retry;
		this.own = own;
		this.connection = new SharedConnection(opener, this.knownScripts::clear);
	}

	/**
	 * Opens a door with a connection of its own, for commands that make others wait.
	 * @param connectionFactory a factory for Lettuce connections
	 * @param patience for how long somebody waits for a command
	 * @param retry whether a command whose answer was lost with its connection is sent
	 * once more, if that does no harm
	 * @return the door
	 */
	public static SessionConnection dedicated(LettuceConnectionFactory connectionFactory, Duration patience,
			boolean retry) {
		return new SessionConnection(connectionFactory, patience, retry, true, () -> {
			AbstractRedisClient client = connectionFactory.getRequiredNativeClient();
			return (client instanceof RedisClusterClient cluster) ? cluster.connect(ByteArrayCodec.INSTANCE)
					: ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
		});
	}

	/**
	 * A door for commands that a server of a cluster may never answer, if another server
	 * is away: on a cluster one with a connection of its own, otherwise this one.
	 * @param longest for how long somebody waits for such a command
	 */
	public SessionConnection forCommandsToAllServers(Duration longest) {
		return (this.connectionFactory instanceof LettuceConnectionFactory lettuce && lettuce.isClusterAware())
				? dedicated(lettuce, longest, this.retry) : this;
	}

	boolean isRetry() {
		return this.retry;
	}

	/**
	 * How often a connection was lost. On a cluster that is said of the connection for
	 * commands without a key alone.
	 */
	int disconnections() {
		return this.connection.losses();
	}

	Duration patience() {
		return this.patience;
	}

	/**
	 * Begins a batch.
	 */
	public Batch batch() {
		return new Batch(this);
	}

	/**
	 * Begins a batch of commands without a key that may never be answered, because the
	 * server waits for another one. If nobody waits any more, a connection of our own is
	 * given up, on a cluster as well: the next one may lead to another server. On a
	 * cluster any primary gets them, because a replica refuses those that write.
	 */
	public Batch batchOrNewConnection() {
		return new Batch(this, (commands) -> {
			CompletableFuture<StatefulConnection<byte[], byte[]>> used = connection();
			send(used.thenCompose(SessionConnection::primary), commands);
			if (this.own) {
				giveUpIfSilent(used, commands);
			}
		});
	}

	private static CompletionStage<StatefulConnection<byte[], byte[]>> primary(
			StatefulConnection<byte[], byte[]> connection) {
		if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
			return CompletableFuture.completedFuture(connection);
		}
		List<RedisClusterNode> primaries = cluster.getPartitions()
			.stream()
			.filter(SessionConnection::isPrimary)
			.toList();
		return primaries.isEmpty()
				? CompletableFuture.failedFuture(
						new SessionStoreException(Reason.UNAVAILABLE, "the cluster has no primary with slots"))
				: node(cluster, primaries.get(ThreadLocalRandom.current().nextInt(primaries.size())));
	}

	private static boolean isPrimary(RedisClusterNode node) {
		return node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.getSlots().isEmpty();
	}

	private static CompletableFuture<StatefulConnection<byte[], byte[]>> node(
			StatefulRedisClusterConnection<byte[], byte[]> cluster, RedisClusterNode node) {
		return cluster.getConnectionAsync(node.getUri().getHost(), node.getUri().getPort())
			.thenApply((connection) -> connection);
	}

	/**
	 * Begins a batch that goes over a connection of its own, to one server.
	 */
	public Batch batch(StatefulRedisConnection<byte[], byte[]> node) {
		return new Batch(this, (commands) -> {
			try {
				node.dispatch(typed(commands));
			}
			catch (RuntimeException ex) {
				commands.forEach((command) -> command.completeExceptionally(ex));
			}
			if (mayGiveUp()) {
				giveUpIfSilent(connection(), commands);
			}
		});
	}

	/**
	 * Whether to replace a connection that does not answer. One that others use is
	 * replaced by {@link #reconnect()} alone; on a cluster the others of its nodes would
	 * be lost with it.
	 */
	private boolean mayGiveUp() {
		return this.own && !isCluster();
	}

	/**
	 * Gives a connection up with whatever waits on it, when somebody has waited for an
	 * answer in vain. The next one who comes opens another.
	 */
	private void giveUpIfSilent(CompletableFuture<StatefulConnection<byte[], byte[]>> used,
			List<? extends AsyncCommand<?, ?, ?>> commands) {
		commands.forEach((command) -> command.copy()
			.orTimeout(this.patience.toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((answer, ex) -> giveUpIfLate(used, ex)));
	}

	private void giveUpIfLate(CompletableFuture<StatefulConnection<byte[], byte[]>> used, @Nullable Throwable ex) {
		Throwable cause = (ex instanceof CompletionException) ? ex.getCause() : ex;
		if (cause instanceof TimeoutException || cause instanceof RedisCommandTimeoutException) {
			this.connection.giveUp(used);
		}
	}

	/**
	 * Whether the server has run a script since the connection was opened. On a cluster
	 * that is said of any node, and another one may not know it.
	 */
	boolean isKnown(RedisScript script) {
		return this.knownScripts.contains(script.sha1());
	}

	/**
	 * Leaves a server that has become a replica. The address may lead to the new primary
	 * by now.
	 */
	void heed(Throwable failure) {
		if (RedisFailure.isReadOnly(failure)) {
			reconnect();
		}
	}

	void know(RedisScript script) {
		this.knownScripts.add(script.sha1());
	}

	/**
	 * Writes commands with one flush. This never throws: if a connection cannot be had,
	 * every command fails.
	 */
	void send(List<? extends AsyncCommand<?, ?, ?>> commands) {
		CompletableFuture<StatefulConnection<byte[], byte[]>> used = connection();
		send(used, commands);
		if (mayGiveUp()) {
			// To open it may take as long as the answer.
			used.thenRun(() -> giveUpIfSilent(used, commands));
		}
	}

	private static void send(CompletableFuture<StatefulConnection<byte[], byte[]>> opened,
			List<? extends AsyncCommand<?, ?, ?>> commands) {
		opened.whenComplete((connection, ex) -> {
			if (ex != null) {
				fail(commands, ex);
				return;
			}
			try {
				write(connection, typed(commands));
			}
			catch (RuntimeException | Error refused) {
				fail(commands, refused);
			}
		});
	}

	private static void fail(List<? extends AsyncCommand<?, ?, ?>> commands, Throwable ex) {
		Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
		commands.forEach((command) -> command.completeExceptionally(cause));
	}

	/**
	 * A connection to every primary: one, or on a cluster those that have slots. For
	 * commands without a key, one by one.
	 */
	CompletionStage<List<StatefulConnection<byte[], byte[]>>> primaries() {
		return connection().thenCompose((connection) -> {
			CompletionStage<List<StatefulConnection<byte[], byte[]>>> all = CompletableFuture
				.completedFuture(new ArrayList<>());
			if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
				return CompletableFuture.completedFuture(List.of(connection));
			}
			for (RedisClusterNode node : cluster.getPartitions()) {
				if (isPrimary(node)) {
					all = all.thenCombine(node(cluster, node), (list, one) -> {
						list.add(one);
						return list;
					});
				}
			}
			return all;
		});
	}

	/**
	 * On a cluster Lettuce waits, without a limit, for the connections of all nodes that
	 * a collection of commands goes to. This may run on the very thread that has to open
	 * them, which then waits for ever. One by one, commands wait for their connection
	 * without a thread.
	 */
	private static void write(StatefulConnection<byte[], byte[]> connection,
			List<RedisCommand<byte[], byte[], ?>> commands) {
		if (connection instanceof StatefulRedisClusterConnection || commands.size() == 1) {
			commands.forEach(connection::dispatch);
		}
		else {
			connection.dispatch(commands);
		}
	}

	/**
	 * The connection, or the attempt to open it.
	 */
	public CompletableFuture<StatefulConnection<byte[], byte[]>> connection() {
		return this.connection.get();
	}

	/**
	 * Whether commands of a batch that have different keys may go to different servers,
	 * and so be done in another order than they were collected.
	 */
	public boolean isCluster() {
		return this.connectionFactory instanceof LettuceConnectionFactory lettuce && lettuce.isClusterAware();
	}

	/**
	 * Replaces the connection by a new one, because nothing arrives on it any more, or
	 * its server is the wrong one. Commands that wait on the old one fail. It does not
	 * wait, and does nothing if it has just been done. On a cluster Lettuce replaces
	 * connections itself, and closing one may take for ever.
	 */
	public void reconnect() {
		long last = this.reconnected.get();
		long now = System.nanoTime();
		if (this.connectionFactory instanceof LettuceConnectionFactory lettuce && !lettuce.isClusterAware()
				&& now - last >= RECONNECT_INTERVAL.toNanos() && this.reconnected.compareAndSet(last, now)) {
			if (this.own) {
				this.connection.giveUp();
				return;
			}
			Thread thread = new Thread(lettuce::resetConnection, "redis-session-reconnect");
			thread.setDaemon(true);
			thread.start();
		}
	}

	/**
	 * Takes note that a command is written.
	 */
	void written() {
		this.connection.written();
	}

	/**
	 * Whether the connection has been lost for longer than anybody waits for a command,
	 * and Lettuce still tries to open it again. A cluster has several.
	 * @return whether to wait for an answer is likely to be in vain
	 */
	public boolean isLost() {
		return !isCluster() && this.connection.isLostSince(this.patience);
	}

	/**
	 * A command has its own codec, so the type of the connection's says nothing.
	 */
	@SuppressWarnings("unchecked")
	private static List<RedisCommand<byte[], byte[], ?>> typed(List<? extends AsyncCommand<?, ?, ?>> commands) {
		return (List<RedisCommand<byte[], byte[], ?>>) (List<?>) commands;
	}

	private static StatefulConnection<byte[], byte[]> shared(RedisConnectionFactory connectionFactory) {
		try (RedisConnection connection = connectionFactory.getConnection()) {
			return statefulConnection(connection);
		}
	}

	@SuppressWarnings("unchecked")
	private static StatefulConnection<byte[], byte[]> statefulConnection(RedisConnection connection) {
		return ((AbstractRedisAsyncCommands<byte[], byte[]>) connection.getNativeConnection()).getConnection();
	}

}
