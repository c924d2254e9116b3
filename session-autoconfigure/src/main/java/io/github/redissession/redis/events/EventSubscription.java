package io.github.redissession.redis.events;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionToken;
import io.github.redissession.async.Stages;
import io.github.redissession.redis.client.SessionConnection;

/**
 * A subscription to a channel, on a connection of its own. When the connection is
 * interrupted, Lettuce opens it again and repeats the subscription. A connection that
 * does not hear what this node publishes is closed: it is silent, or leads to a server
 * that is no longer the primary, as after a failover behind a fixed address. Not
 * thread-safe.
 */
public final class EventSubscription implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private final LettuceConnectionFactory factory;

	private final SessionConnection commands;

	private final byte[] channel;

	/** A channel for the messages by which this node checks the connection. */
	private final byte[] ownChannel;

	private final Duration interval;

	private final Listener listener;

	private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;

	private long lastBeat;

	private volatile CompletableFuture<@Nullable Void> heard = new CompletableFuture<>();

	/**
	 * Creates a subscription that is not open yet.
	 * @param factory opens the connection
	 * @param commands publishes the messages by which the connection is checked, where
	 * this node publishes everything
	 * @param channel the channel; the checks use one whose name begins with it
	 * @param listener receives the messages
	 */
	public EventSubscription(LettuceConnectionFactory factory, SessionConnection commands, byte[] channel,
			Listener listener) {
		this(factory, commands, channel, listener, INTERVAL);
	}

	EventSubscription(LettuceConnectionFactory factory, SessionConnection commands, byte[] channel, Listener listener,
			Duration interval) {
		this.factory = factory;
		this.commands = commands;
		this.channel = channel;
		this.ownChannel = (new String(channel, StandardCharsets.UTF_8) + ":" + SessionToken.random().id())
			.getBytes(StandardCharsets.UTF_8);
		this.listener = listener;
		this.interval = interval;
	}

	/**
	 * Opens the connection if necessary, and checks it at intervals. Blocks until Redis
	 * replies. If Lettuce is about to reconnect, this does nothing.
	 * @throws RuntimeException if Redis is unavailable
	 */
	public void ensureOpen() {
		StatefulRedisPubSubConnection<byte[], byte[]> current = this.connection;
		if (current != null && ((RedisChannelHandler<?, ?>) current).isClosed()) {
			current = null;
		}
		if (current == null) {
			this.connection = open();
			this.lastBeat = System.nanoTime();
		}
		else if (current.isOpen() && System.nanoTime() - this.lastBeat > this.interval.toNanos()) {
			this.lastBeat = System.nanoTime();
			try {
				beat();
			}
			catch (RuntimeException ex) {
				close();
				throw ex;
			}
		}
	}

	/**
	 * Publishes a message and waits for it. A command that writes, and changes nothing
	 * because there is no such key, is refused by a server that has become a replica.
	 */
	private void beat() {
		CompletableFuture<@Nullable Void> next = new CompletableFuture<>();
		this.heard = next;
		CompletionStage<?> published = this.commands.send((batch) -> batch.expire(this.ownChannel, TIMEOUT)
			.thenCombine(batch.publish(this.ownChannel, new byte[0]), (found, receivers) -> receivers));
		try {
			published.thenCompose((receivers) -> next)
				.toCompletableFuture()
				.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new SessionStoreException("the connection cannot be checked: " + Stages.cause(ex).getMessage(), ex);
		}
		catch (TimeoutException ex) {
			throw new SessionStoreException("a message of this node did not arrive", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private StatefulRedisPubSubConnection<byte[], byte[]> open() {
		StatefulRedisPubSubConnection<byte[], byte[]> opened = connect(this.factory.getRequiredNativeClient());
		try {
			opened.addListener(new RedisPubSubAdapter<>() {

				@Override
				public void message(byte[] from, byte[] message) {
					received(from, message);
				}

				@Override
				public void subscribed(byte[] to, long count) {
					if (!Arrays.equals(to, EventSubscription.this.ownChannel)) {
						EventSubscription.this.listener.subscribed();
					}
				}

			});
			await(opened.async().subscribe(this.channel, this.ownChannel));
			return opened;
		}
		catch (RuntimeException ex) {
			opened.closeAsync();
			throw ex;
		}
	}

	private void received(byte[] from, byte[] message) {
		if (Arrays.equals(from, this.ownChannel)) {
			this.heard.complete(null);
		}
		else {
			this.listener.received(message);
		}
	}

	private static StatefulRedisPubSubConnection<byte[], byte[]> connect(AbstractRedisClient client) {
		return (client instanceof RedisClusterClient cluster) ? cluster.connectPubSub(ByteArrayCodec.INSTANCE)
				: ((RedisClient) client).connectPubSub(ByteArrayCodec.INSTANCE);
	}

	private static void await(RedisFuture<?> future) {
		LettuceFutures.awaitOrCancel(future, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		StatefulRedisPubSubConnection<byte[], byte[]> current = this.connection;
		this.connection = null;
		if (current != null) {
			current.closeAsync();
		}
	}

	/**
	 * Is called on threads of the client, which it must not block.
	 */
	@FunctionalInterface
	public interface Listener {

		/**
		 * Receives a message.
		 */
		void received(byte[] message);

		/**
		 * A subscription begins, perhaps after an interruption during which messages were
		 * missed.
		 */
		default void subscribed() {
		}

	}

}
