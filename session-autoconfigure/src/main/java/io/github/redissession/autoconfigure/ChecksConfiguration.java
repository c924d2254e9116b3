package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

import io.github.redissession.autoconfigure.RedisSessionProperties.Codec;
import io.github.redissession.codec.AttributeFormat;
import io.github.redissession.health.ConfigurationFacts;
import io.github.redissession.health.SessionChecks;
import io.github.redissession.health.TakeoverFacts;
import io.github.redissession.index.LegacyStore;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.inspect.ApplicationRegister;
import io.github.redissession.redis.inspect.ClientFacts;
import io.github.redissession.redis.inspect.KeyInspection;
import io.github.redissession.redis.inspect.MemoryInspection;
import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionStore;

/**
 * Configures what inspects and checks the Redis servers. Not for an application with a
 * store of its own.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
@ConditionalOnMissingBean(SessionStore.class)
class ChecksConfiguration {

	/** Maximum number of bytes that Redis stores of a session besides a large value. */
	private static final int OVERHEAD = 4096;

	/** Maximum number of keys among which the sessions of another store are counted. */
	private static final int LEGACY_KEYS = 1_000_000;

	@Bean
	ServerInspection sessionServerInspection(SessionConnection commands, RedisSettings settings,
			RedisSessionProperties properties) {
		return new ServerInspection(commands, settings, timeout(properties));
	}

	@Bean
	KeyInspection sessionKeyInspection(SessionConnection commands, RedisSettings settings,
			RedisSessionProperties properties) {
		return new KeyInspection(commands, settings, timeout(properties));
	}

	@Bean
	MemoryInspection sessionMemoryInspection(SessionConnection commands, RedisSettings settings,
			RedisSessionProperties properties) {
		return new MemoryInspection(commands, settings, timeout(properties));
	}

	@Bean
	ApplicationRegister sessionApplicationRegister(SessionConnection commands, RedisSettings settings,
			RedisSessionProperties properties, SessionNamespace namespace) {
		return new ApplicationRegister(commands, settings, timeout(properties), new ApplicationRegister.Application(
				namespace.application(), properties.checks().sharedWith(), properties.checks().onStartup()));
	}

	private static Duration timeout(RedisSessionProperties properties) {
		return properties.resilience().timeout();
	}

	@Bean
	SessionChecks sessionChecks(ServerInspection server, KeyInspection keys, MemoryInspection memory,
			ApplicationRegister applications, SessionRedis redis, ExpiryPolicy policy,
			RedisSessionProperties properties, Environment environment, ObjectProvider<EndpointGuard> exposure,
			ObjectProvider<SessionSearch> search, ObjectProvider<LegacyStore> legacy) {
		return new SessionChecks(server, keys, memory, applications, () -> ClientFacts.of(redis.connectionFactory()),
				() -> new ConfigurationFacts(timeout(properties),
						ExpiryTerms.isLimit(policy.terms("anybody").maxLifetime()), usesJavaSerialization(properties),
						properties.codec().warnSize().toBytes() + OVERHEAD, hasInsecureCookie(environment),
						exposure.stream()
							.findFirst()
							.map(EndpointGuard::find)
							.orElse(ConfigurationFacts.Endpoints.NOT_EXPOSED),
						search.stream().findFirst().map(SessionSearch::backend).orElse(SearchBackend.NONE),
						properties.durability().replicas()),
				() -> takeover(legacy, properties));
	}

	private static CompletionStage<@Nullable TakeoverFacts> takeover(ObjectProvider<LegacyStore> legacy,
			RedisSessionProperties properties) {
		return legacy.stream()
			.findFirst()
			.<CompletionStage<@Nullable TakeoverFacts>>map((store) -> store.count(LEGACY_KEYS)
				.thenApply((left) -> new TakeoverFacts(LocalDate.now(), properties.takeover().until(), left)))
			.orElseGet(() -> CompletableFuture.completedFuture(null));
	}

	private static boolean usesJavaSerialization(RedisSessionProperties properties) {
		Codec codec = properties.codec();
		return codec.format() == AttributeFormat.JDK
				|| (codec.readFormats() != null && codec.readFormats().contains(AttributeFormat.JDK));
	}

	/**
	 * Returns whether the session cookie is sent without TLS too, although the
	 * application is reached by TLS. By default, the cookie is Secure if the request was.
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
	@Lazy(false)
	@ConditionalOnBooleanProperty(name = "redis-session.checks.on-startup", matchIfMissing = true)
	StartupChecks sessionStartupChecks(ObjectProvider<SessionChecks> checks) {
		return new StartupChecks(checks::getObject);
	}

}
