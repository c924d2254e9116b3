package io.github.redissession.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import io.github.redissession.cache.CacheSettings;
import io.github.redissession.cache.CachedSessions;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.tracking.TrackingLink;
import io.github.redissession.spi.SessionStore;

/**
 * Caching of sessions in the memory of each node. An application with a store of its own
 * has none.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(SessionStore.class)
@ConditionalOnBooleanProperty("redis-session.near-cache.enabled")
class NearCacheConfiguration {

	/** Number of heartbeats per maximum staleness. */
	private static final int BEATS = 4;

	@Bean
	CachedSessions sessionNearCache(RedisSettings settings, RedisSessionProperties properties) {
		if (!ClassUtils.isPresent("com.github.benmanes.caffeine.cache.Caffeine", null)) {
			throw new RedisSessionStartupException(
					"The near cache of sessions needs Caffeine, which is not on the class path",
					"Add the dependency com.github.ben-manes.caffeine:caffeine, whose version Spring Boot manages, or set "
							+ "redis-session.near-cache.enabled=false.");
		}
		RedisSessionProperties.NearCache cache = properties.nearCache();
		return new CachedSessions(
				new CacheSettings(cache.maxEntries(), cache.maxBytes().toBytes(), cache.maxStaleness()),
				settings.observer(), System::nanoTime);
	}

	@Bean
	TrackingLink sessionTracking(SessionRedis redis, SessionConnection commands, RedisSettings settings,
			RedisSessionProperties properties, CachedSessions sessions) {
		return new TrackingLink(redis.connectionFactory(), commands, settings,
				properties.nearCache().maxStaleness().dividedBy(BEATS), sessions);
	}

}
