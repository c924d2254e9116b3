package io.github.redissession.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

import io.github.redissession.autoconfigure.RedisSessionAutoConfiguration;
import io.github.redissession.testing.RedisAddress;

/**
 * Applications without a web server. All of them get their connection to Redis from
 * Boot's auto-configuration, but for Redisson's.
 */
final class Contexts {

	private Contexts() {
	}

	static ConfigurableApplicationContext ours(List<String> properties) {
		return open(properties, SslAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RedisSessionAutoConfiguration.class, SessionAutoConfiguration.class);
	}

	static Peer spring(List<String> properties, Class<?> configuration) {
		return new RepositoryPeer<>(
				open(properties, configuration, SslAutoConfiguration.class, DataRedisAutoConfiguration.class));
	}

	/**
	 * Bare Lettuce, with the fields of one of our sessions.
	 */
	static Peer lettuce(List<String> properties, RedisAddress ours) {
		return new LettucePeer(open(properties, SslAutoConfiguration.class, DataRedisAutoConfiguration.class),
				sample(ours));
	}

	private static Map<byte[], byte[]> sample(RedisAddress redis) {
		List<String> properties = new ArrayList<>(List.of(redis.springProperties()));
		properties.addAll(List.of("redis-session.events.sweep-interval=30d", "redis-session.events.enabled=false"));
		try (ConfigurableApplicationContext context = ours(properties);
				Peer peer = new StoredSessionPeer(context);
				RedisConnection connection = context.getBean(RedisConnectionFactory.class).getConnection()) {
			String id = peer.create("sample");
			Map<byte[], byte[]> fields = new HashMap<>(connection.hashCommands().hGetAll(("session:" + id).getBytes()));
			peer.logout(id);
			return fields;
		}
	}

	private static ConfigurableApplicationContext open(List<String> properties, Class<?>... configurations) {
		AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
		context.setServletContext(new MockServletContext());
		TestPropertyValues.of(properties).applyTo(context);
		context.register(configurations);
		context.refresh();
		return context;
	}

}
