package io.github.redissession.autoconfigure;

import java.net.URI;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Refuses a database other than 0 on a cluster: Lettuce does not select one there, so the
 * sessions would be in database 0 without a word.
 */
final class ClusterDatabase {

	private static final String PROPERTIES = "spring.data.redis";

	private ClusterDatabase() {
	}

	/**
	 * Checks the properties behind a connection factory.
	 * @param environment has them below {@code spring.data.redis}
	 * @param prefix the prefix that the application uses for them
	 */
	static void require(LettuceConnectionFactory factory, Environment environment, String prefix) {
		if (!factory.isClusterAware()) {
			return;
		}
		DataRedisProperties properties = Binder.get(environment)
			.bind(PROPERTIES, DataRedisProperties.class)
			.orElseGet(DataRedisProperties::new);
		String url = properties.getUrl();
		String path = (url != null) ? URI.create(url).getPath() : null;
		if (properties.getDatabase() != 0) {
			refuse("%s.database=%d".formatted(prefix, properties.getDatabase()), prefix + ".database");
		}
		if (path != null && path.matches("/0*[1-9]\\d*")) {
			refuse("the database %s in %s.url".formatted(path.substring(1), prefix), "the database in the URL");
		}
	}

	private static void refuse(String found, String remove) {
		throw new RedisSessionStartupException(
				"Sessions are stored in a Redis Cluster, which has only database 0 for them, but the configuration asks for "
						+ found,
				"Remove " + remove + ". To keep applications apart that share a cluster, give each a "
						+ "redis-session.namespace of its own.");
	}

}
