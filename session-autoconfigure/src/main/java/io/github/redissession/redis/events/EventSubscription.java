package io.github.redissession.redis.events;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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

/**
 * A subscription to a channel, on a connection of its own. When the connection is
 * interrupted, Lettuce opens it again and repeats the subscription. A connection that
 * does not reply to a PING is closed. Not thread-safe.
 */
public final class EventSubscription implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration SILENCE = Duration.ofSeconds(30);

	private final LettuceConnectionFactory factory;

	private final byte[] channel;

	private final Consumer<byte[]> listener;

	private final Runnable subscribed;

	private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;

	private long lastReply;

	/**
	 * Creates a subscription that is not open yet.
	 * @param listener receives the messages, on a thread of the client which it must not
	 * block
	 * @param subscribed is called whenever a subscription begins, also after an
	 * interruption during which messages were missed, on such a thread as well
	 */
	public EventSubscription(LettuceConnectionFactory factory, byte[] channel, Consumer<byte[]> listener,
			Runnable subscribed) {
		this.factory = factory;
		this.channel = channel;
		this.listener = listener;
		this.subscribed = subscribed;
	}

	/**
	 * Opens the connection if necessary, and checks it if it has been silent for long.
	 * Blocks until Redis replies. If Lettuce is about to reconnect, this does nothing.
	 * @throws RuntimeException if Redis is unavailable
	 */
	public void ensureOpen() {
		StatefulRedisPubSubConnection<byte[], byte[]> current = this.connection;
		if (current != null && ((RedisChannelHandler<?, ?>) current).isClosed()) {
			current = null;
		}
		if (current == null) {
			this.connection = open();
			this.lastReply = System.nanoTime();
		}
		else if (current.isOpen() && System.nanoTime() - this.lastReply > SILENCE.toNanos()) {
			try {
				await(current.async().ping());
				this.lastReply = System.nanoTime();
			}
			catch (RuntimeException ex) {
				close();
				throw ex;
			}
		}
	}

	private StatefulRedisPubSubConnection<byte[], byte[]> open() {
		StatefulRedisPubSubConnection<byte[], byte[]> opened = connect(this.factory.getRequiredNativeClient());
		try {
			opened.addListener(new RedisPubSubAdapter<>() {

				@Override
				public void message(byte[] from, byte[] message) {
					EventSubscription.this.listener.accept(message);
				}

				@Override
				public void subscribed(byte[] to, long count) {
					EventSubscription.this.subscribed.run();
				}

			});
			await(opened.async().subscribe(this.channel));
			return opened;
		}
		catch (RuntimeException ex) {
			opened.closeAsync();
			throw ex;
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

}
