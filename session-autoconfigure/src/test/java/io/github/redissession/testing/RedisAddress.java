package io.github.redissession.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The address of a Redis server, or of a proxy in front of it, and the user to log in as.
 *
 * @param host a name or an address
 * @param port the port
 * @param username {@code null} for the default user
 * @param password {@code null} if the server needs none
 * @param database the number of the database
 */
public record RedisAddress(String host, int port, @Nullable String username, @Nullable String password, int database) {

	/** The threads of every client in this JVM; they are daemons. */
	static final ClientResources RESOURCES = ClientResources.create();

	static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * Reads what {@link #url()} writes.
	 * @param url a Redis URL
	 * @return the address
	 */
	public static RedisAddress parse(String url) {
		RedisURI uri = RedisURI.create(url);
		RedisCredentials credentials = uri.getCredentialsProvider().resolveCredentials().block(COMMAND_TIMEOUT);
		char[] password = (credentials != null && credentials.hasPassword()) ? credentials.getPassword() : null;
		return new RedisAddress(uri.getHost(), uri.getPort(), (credentials != null) ? credentials.getUsername() : null,
				(password != null) ? new String(password) : null, uri.getDatabase());
	}

	/**
	 * Returns the address of the same server behind a port of this machine.
	 * @param proxyPort the port of a proxy
	 * @return the address of the proxy
	 */
	public RedisAddress through(int proxyPort) {
		return new RedisAddress("127.0.0.1", proxyPort, this.username, this.password, this.database);
	}

	/**
	 * Returns a Lettuce URI that contains the password.
	 * @return the URI
	 */
	public RedisURI uri() {
		RedisURI.Builder uri = RedisURI.builder()
			.withHost(this.host)
			.withPort(this.port)
			.withDatabase(this.database)
			.withTimeout(COMMAND_TIMEOUT);
		if (this.password == null) {
			return uri.build();
		}
		if (this.username == null) {
			return uri.withPassword(this.password.toCharArray()).build();
		}
		return uri.withAuthentication(this.username, this.password.toCharArray()).build();
	}

	/**
	 * Returns the address as a URL.
	 * @return {@code redis://user:password@host:port/database}, with the password in it
	 */
	public String url() {
		String user = (this.username != null) ? encode(this.username) : "";
		String credentials = (this.password != null) ? user + ":" + encode(this.password) + "@" : "";
		return "redis://" + credentials + this.host + ":" + this.port + "/" + this.database;
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

	/**
	 * Returns the properties with which an application uses this server.
	 * @return {@code name=value} pairs
	 */
	public String[] springProperties() {
		return new String[] { "spring.data.redis.host=" + this.host, "spring.data.redis.port=" + this.port,
				"spring.data.redis.username=" + ((this.username != null) ? this.username : ""),
				"spring.data.redis.password=" + ((this.password != null) ? this.password : ""),
				"spring.data.redis.database=" + this.database };
	}

	/**
	 * Starts a connection factory, which the caller destroys.
	 * @return the factory
	 */
	public LettuceConnectionFactory newConnectionFactory() {
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(this.host, this.port);
		server.setUsername(this.username);
		if (this.password != null) {
			server.setPassword(this.password);
		}
		server.setDatabase(this.database);
		return started(new LettuceConnectionFactory(server, clientConfiguration().build()));
	}

	static LettuceClientConfigurationBuilder clientConfiguration() {
		return LettuceClientConfiguration.builder()
			.clientResources(RESOURCES)
			.commandTimeout(COMMAND_TIMEOUT)
			.shutdownTimeout(Duration.ZERO)
			.shutdownQuietPeriod(Duration.ZERO);
	}

	static LettuceConnectionFactory started(LettuceConnectionFactory factory) {
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

}
