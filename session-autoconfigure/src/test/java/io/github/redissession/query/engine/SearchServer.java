package io.github.redissession.query.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.lettuce.core.RedisURI;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.redis.RedisSearchCommands;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.SessionConnection;

import static org.junit.jupiter.api.Assumptions.abort;

/**
 * A Redis with Redis Search: that of the environment variable, or system property,
 * {@code REDIS_SEARCH_URL}, or else the image {@code redis:8} if Docker has it already.
 * Its database is emptied.
 */
record SearchServer(LettuceConnectionFactory factory,
		@Nullable GenericContainer<?> container) implements AutoCloseable {

	private static final String NAME = "REDIS_SEARCH_URL";

	private static final String IMAGE = "redis:8";

	/**
	 * Finds one, or skips the test and says why.
	 */
	static SearchServer find() {
		String configured = System.getenv(NAME);
		String url = System.getProperty(NAME, (configured != null) ? configured : "");
		if (!url.isEmpty()) {
			return new SearchServer(connect(url), null);
		}
		if (hasImage()) {
			GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(IMAGE)).withExposedPorts(6379);
			container.start();
			return new SearchServer(
					connect("redis://%s:%d".formatted(container.getHost(), container.getMappedPort(6379))), container);
		}
		return abort("There is no Redis Search: set %s, or have Docker with the image %s".formatted(NAME, IMAGE));
	}

	private static boolean hasImage() {
		try {
			return DockerClientFactory.instance().isDockerAvailable() && DockerClientFactory.instance()
				.client()
				.listImagesCmd()
				.exec()
				.stream()
				.anyMatch((image) -> image.getRepoTags() != null && Arrays.asList(image.getRepoTags()).contains(IMAGE));
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private static LettuceConnectionFactory connect(String url) {
		RedisURI uri = RedisURI.create(url);
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(uri.getHost(), uri.getPort());
		if (url.contains("@")) {
			server.setPassword(url.substring(url.indexOf("://") + 3, url.indexOf('@')).replaceFirst("^[^:]*:", ""));
		}
		LettuceConnectionFactory factory = new LettuceConnectionFactory(server,
				LettuceClientConfiguration.defaultConfiguration());
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	/**
	 * A connection of another user.
	 */
	LettuceConnectionFactory connect(String user, String password) {
		RedisStandaloneConfiguration configuration = this.factory.getStandaloneConfiguration();
		RedisStandaloneConfiguration other = new RedisStandaloneConfiguration(configuration.getHostName(),
				configuration.getPort());
		other.setUsername(user);
		other.setPassword(password);
		LettuceConnectionFactory connection = new LettuceConnectionFactory(other);
		connection.afterPropertiesSet();
		connection.start();
		return connection;
	}

	/**
	 * Deletes all keys, and with them all indexes.
	 */
	void empty() {
		command("FLUSHALL");
	}

	void command(String name, String... arguments) {
		try (RedisConnection connection = this.factory.getConnection()) {
			connection.execute(name, Arrays.stream(arguments).map(String::getBytes).toArray(byte[][]::new));
		}
	}

	List<String> indexes() {
		return new RedisSearchCommands(new SessionConnection(this.factory), new SessionKeys("session"),
				Duration.ofSeconds(10))
			.send("FT._LIST", List.of())
			.toCompletableFuture()
			.join()
			.stream()
			.map(Object::toString)
			.toList();
	}

	void dropIndexes() {
		indexes().forEach((index) -> command("FT.DROPINDEX", index));
	}

	@Override
	public void close() {
		this.factory.destroy();
		if (this.container != null) {
			this.container.stop();
		}
	}

}
