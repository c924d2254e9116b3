package io.github.redissession.redis.client;

import java.net.SocketAddress;
import java.time.Duration;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import org.jspecify.annotations.Nullable;

/**
 * Knows since when a connection has been lost.
 */
final class ConnectionLoss implements RedisConnectionStateListener {

	private final Runnable onLoss;

	private volatile @Nullable Long since;

	/**
	 * Creates a listener.
	 * @param onLoss what to do whenever the connection is lost
	 */
	ConnectionLoss(Runnable onLoss) {
		this.onLoss = onLoss;
	}

	@Override
	public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
		begin();
	}

	/**
	 * An attempt to connect again that fails says this once more, perhaps after the next
	 * one has worked.
	 */
	void begin() {
		if (this.since == null) {
			this.since = System.nanoTime();
		}
		this.onLoss.run();
	}

	@Override
	public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
		written();
	}

	/**
	 * Takes note that a command is written, so the connection is there.
	 */
	void written() {
		if (this.since != null) {
			this.since = null;
		}
	}

	/**
	 * Whether the connection is lost and was so at a point in time.
	 * @param ago how long ago that is
	 */
	boolean hasLasted(Duration ago) {
		Long begun = this.since;
		return begun != null && System.nanoTime() - begun > ago.toNanos();
	}

}
