package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.Set;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

import io.github.redissession.codec.AttributeFormat;
import io.github.redissession.health.ConfigurationFacts;
import io.github.redissession.health.SessionChecks;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.inspect.ClientFacts;
import io.github.redissession.redis.inspect.KeyInspection;
import io.github.redissession.redis.inspect.MemoryInspection;
import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionStore;

/**
 * What asks the servers about themselves, and checks them. An application with a store of
 * its own has none of it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(SessionStore.class)
class ChecksConfiguration {

	/** Most of what Redis keeps of a session that is too large for its attributes. */
	private static final int OVERHEAD = 4096;

	@Bean
	@Lazy
	ServerInspection sessionServerInspection(SessionConnection commands, RedisSettings settings,
			RedisSessionProperties properties) {
		return new ServerInspection(commands, settings, timeout(properties));
	}

	@Bean
	@Lazy
	KeyInspection sessionKeyInspection(SessionConnection commands, RedisSettings settings,
			RedisSessionProperties properties) {
		return new KeyInspection(commands, settings, timeout(properties));
	}

	@Bean
	@Lazy
	MemoryInspection sessionMemoryInspection(SessionConnection commands, RedisSettings settings,
			RedisSessionProperties properties) {
		return new MemoryInspection(commands, settings, timeout(properties));
	}

	private static Duration timeout(RedisSessionProperties properties) {
		return properties.resilience().timeout();
	}

	@Bean
	@Lazy
	SessionChecks sessionChecks(ServerInspection server, KeyInspection keys, MemoryInspection memory,
			SessionRedis redis, ExpiryPolicy policy, RedisSessionProperties properties, Environment environment,
			ObjectProvider<EndpointGuard> exposure, ObjectProvider<SessionSearch> search) {
		return new SessionChecks(server, keys, memory, () -> ClientFacts.of(redis.connectionFactory()),
				() -> new ConfigurationFacts(timeout(properties), hasMaxLifetime(policy),
						usesJavaSerialization(properties), properties.codec().warnSize().toBytes() + OVERHEAD,
						hasInsecureCookie(environment),
						exposure.stream()
							.findFirst()
							.map(EndpointGuard::find)
							.orElse(ConfigurationFacts.Endpoints.NOT_EXPOSED),
						search.stream().findFirst().map(SessionSearch::backend).orElse(SearchBackend.NONE),
						properties.durability().replicas()));
	}

	private static boolean hasMaxLifetime(ExpiryPolicy policy) {
		return ExpiryTerms.isLimit(policy.terms("anybody").maxLifetime());
	}

	private static boolean usesJavaSerialization(RedisSessionProperties properties) {
		Set<AttributeFormat> read = properties.codec().readFormats();
		return properties.codec().format() == AttributeFormat.JDK
				|| (read != null && read.contains(AttributeFormat.JDK));
	}

	/**
	 * Without a word of the application the cookie is Secure if its request was.
	 */
	private static boolean hasInsecureCookie(Environment environment) {
		boolean tls = environment.getProperty("server.ssl.enabled", Boolean.class,
				environment.containsProperty("server.ssl.bundle")
						|| environment.containsProperty("server.ssl.key-store"))
				|| environment.containsProperty("server.forward-headers-strategy");
		boolean secure = environment.getProperty("server.servlet.session.cookie.secure", Boolean.class, true)
				&& environment.getProperty("server.reactive.session.cookie.secure", Boolean.class, true);
		return tls && !secure;
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "redis-session.checks.on-startup", matchIfMissing = true)
	StartupChecks sessionStartupChecks(ObjectProvider<SessionChecks> checks) {
		return new StartupChecks(checks::getObject);
	}

}
