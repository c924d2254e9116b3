package io.github.redissession.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.lettuce.core.cluster.RedisClusterClient;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connection factories that are closed together. Lettuce waits without a timeout until
 * its connections are closed, and a cluster client that is refreshing its topology may
 * wait for ever (lettuce#2278). So each factory has a few seconds to close, and is then
 * left to its daemon threads.
 */
final class ConnectionFactories implements AutoCloseable {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

	private final List<LettuceConnectionFactory> factories = new CopyOnWriteArrayList<>();

	LettuceConnectionFactory add(LettuceConnectionFactory factory) {
		this.factories.add(factory);
		return factory;
	}

	@Override
	public void close() {
		this.factories.forEach(ConnectionFactories::close);
		this.factories.clear();
	}

	private static void close(LettuceConnectionFactory factory) {
		if (factory.isRunning() && factory.getNativeClient() instanceof RedisClusterClient cluster) {
			// A client that is not closed would look for its nodes for ever.
			cluster.suspendTopologyRefresh();
		}
		Thread closer = new Thread(factory::destroy, "close-connection-factory");
		closer.setDaemon(true);
		closer.start();
		try {
			closer.join(CLOSE_TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (closer.isAlive()) {
			System.err.println("A Lettuce client could not be closed in time");
		}
	}

}
