package io.github.redissession.autoconfigure;

import java.util.Base64;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.serializer.JdkSerializationRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;

import io.github.redissession.autoconfigure.RedisSessionProperties.RepositoryType;
import io.github.redissession.autoconfigure.RedisSessionProperties.Takeover;
import io.github.redissession.codec.AttributeFormat;
import io.github.redissession.index.LegacyStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.takeover.RedisLegacyStore;
import io.github.redissession.resilience.CircuitGuard;
import io.github.redissession.resilience.GuardedLegacyStore;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.takeover.JavaValues;
import io.github.redissession.takeover.LeftOutAttributes;
import io.github.redissession.takeover.LegacyValues;
import io.github.redissession.takeover.SerializerValues;
import io.github.redissession.takeover.SessionAdoption;
import io.github.redissession.takeover.SpringSessions;
import io.github.redissession.takeover.TakeoverMode;
import io.github.redissession.takeover.TakeoverProgress;

/**
 * Takes over the sessions of Spring Session Data Redis, if that is configured.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
@ConditionalOnMissingBean(SessionStore.class)
@ConditionalOnProperty(name = TakeoverConfiguration.PREFIX + "mode", havingValue = "adopt")
class TakeoverConfiguration {

	static final String PREFIX = "redis-session.takeover.";

	private static final String JDK = "jdk";

	/** The name by which Spring Session finds its serializer. */
	static final String SERIALIZER = "springSessionDefaultRedisSerializer";

	private static final int KEY_BYTES = 32;

	@Bean
	LegacyStore legacySessionStore(SessionConnection connection, RedisSettings settings, CircuitGuard guard,
			RedisSessionProperties properties, Environment environment) {
		Takeover takeover = properties.takeover();
		return new GuardedLegacyStore(
				new RedisLegacyStore(connection, settings.keys(), LeftoverSettings.namespace(takeover, environment),
						takeover.repositoryType() != RepositoryType.DEFAULT, properties.resilience().timeout()),
				guard);
	}

	/**
	 * Not lazy, because it is found as one of many observers.
	 */
	@Bean
	@Lazy(false)
	TakeoverProgress sessionTakeoverProgress() {
		return new TakeoverProgress();
	}

	@Bean
	LegacyFactory legacySessions(LegacyStore store, RedisSettings settings, RedisSessionProperties properties,
			BeanFactory beans) {
		RedisSerializer<Object> serializer = serializer(properties, beans);
		if (serializer == null) {
			requireReadable(properties);
		}
		byte[] key = key(properties.takeover().key());
		LeftOutAttributes leftOut = new LeftOutAttributes(settings.observer());
		return (shared) -> new SessionAdoption(
				new SpringSessions(store, values(serializer, shared.codec(), leftOut), key), shared);
	}

	private static LegacyValues values(@Nullable RedisSerializer<Object> serializer, AttributeCodec codec,
			LeftOutAttributes leftOut) {
		return (serializer == null) ? new JavaValues(leftOut)
				: new SerializerValues(serializer::deserialize, serializer::serialize, codec, leftOut);
	}

	/**
	 * Returns the format in which sessions that are taken over must be read, besides
	 * those that are configured.
	 */
	static Set<AttributeFormat> formats(RedisSessionProperties properties, BeanFactory beans) {
		boolean needed = properties.takeover().mode() == TakeoverMode.ADOPT && serializer(properties, beans) == null;
		return needed ? Set.of(AttributeFormat.JDK) : Set.of();
	}

	/**
	 * Returns the serializer of the other store, {@code null} for Java serialization.
	 */
	@SuppressWarnings("unchecked")
	private static @Nullable RedisSerializer<Object> serializer(RedisSessionProperties properties, BeanFactory beans) {
		String configured = properties.takeover().serializer();
		String name = (configured != null) ? configured : beans.containsBean(SERIALIZER) ? SERIALIZER : JDK;
		if (name.equals(JDK)) {
			return null;
		}
		if (!beans.containsBean(name) || !beans.isTypeMatch(name, RedisSerializer.class)) {
			throw new RedisSessionStartupException(
					"There is no bean of type RedisSerializer with the name '%s'".formatted(name),
					"Define the bean with which Spring Session has written the sessions, or set '%sserializer' to its name, or to 'jdk'."
						.formatted(PREFIX));
		}
		RedisSerializer<Object> bean = (RedisSerializer<Object>) beans.getBean(name);
		return (bean instanceof JdkSerializationRedisSerializer) ? null : bean;
	}

	/**
	 * Values by Java serialization are taken over as they are, so they are not encrypted.
	 */
	private static void requireReadable(RedisSessionProperties properties) {
		if (!properties.encryption().keys().isEmpty() && !properties.encryption().acceptUnencrypted()) {
			throw new RedisSessionStartupException(
					"Sessions of Spring Session cannot be taken over: their attributes are not encrypted, and "
							+ "redis-session.encryption.accept-unencrypted is false",
					"Set 'redis-session.encryption.accept-unencrypted' to true until the last session that was taken "
							+ "over has ended, or set '%smode' to off.".formatted(PREFIX));
		}
	}

	private static byte @Nullable [] key(@Nullable String configured) {
		if (configured == null || configured.isEmpty()) {
			return null;
		}
		try {
			byte[] key = Base64.getDecoder().decode(configured);
			if (key.length == KEY_BYTES) {
				return key;
			}
		}
		catch (IllegalArgumentException ex) {
			// The message would contain a part of the key.
		}
		throw new RedisSessionStartupException(
				"The property %skey is not a key of 32 bytes in Base64".formatted(PREFIX),
				"Set '%skey' to the output of 'openssl rand -base64 32', the same on all instances, or remove it."
					.formatted(PREFIX));
	}

}
