package io.github.redissession.redis.client;

import java.net.SocketAddress;
import java.time.Duration;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import org.jspecify.annotations.Nullable;

/**
 * Records since when a connection has been lost.
 */
final class ConnectionLoss implements RedisConnectionStateListener {

	private final Runnable onLoss;

	private volatile @Nullable Long since;

	/**
	 * Creates a listener.
	 * @param onLoss called whenever the connection is lost
	 */
	ConnectionLoss(Runnable onLoss) {
		this.onLoss = onLoss;
	}

	@Override
	public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
		begin();
	}

	/**
	 * Records a loss. A failed attempt to reconnect reports it again, perhaps only after
	 * the next attempt has succeeded.
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
	 * Records that a command has been written, so the connection is open.
	 */
	void written() {
		if (this.since != null) {
			this.since = null;
		}
	}

	/**
	 * Whether the connection has been lost for longer than a duration.
	 */
	boolean hasLasted(Duration duration) {
		Long begun = this.since;
		return begun != null && System.nanoTime() - begun > duration.toNanos();
	}

}
