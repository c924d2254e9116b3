package io.github.redissession.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.session.events.SessionDestroyedEvent;
import org.springframework.util.StringUtils;

import io.github.redissession.SessionExpiryHandler;
import io.github.redissession.autoconfigure.RedisSessionProperties.Events;
import io.github.redissession.autoconfigure.RedisSessionProperties.Stream;
import io.github.redissession.codec.FormatChoice;
import io.github.redissession.core.LocalMemory;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.index.SessionFollower;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.events.SessionEventBridge;
import io.github.redissession.redis.expiry.ExpiryStream;
import io.github.redissession.redis.expiry.ExpiryStreamConsumer;
import io.github.redissession.redis.expiry.ExpirySweeper;
import io.github.redissession.spi.SessionStore;

/**
 * Configures background work: ending sessions that have expired, and notifying the
 * application of sessions that begin and end. Not for an application with a store of its
 * own.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(SessionStore.class)
class EventsConfiguration {

	private static final String DEFAULT_GROUP = "sessions";

	@Bean
	ExpirySweeper sessionExpirySweeper(SessionConnection commands, RedisSettings settings,
			RedisSessionProperties properties, ObjectProvider<ExpiryStream> stream) {
		Events events = properties.events();
		return new ExpirySweeper(commands, settings, new ExpirySweeper.Pace(events.sweepInterval(), events.batchSize()),
				stream.getIfAvailable());
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "redis-session.events.enabled", matchIfMissing = true)
	SessionEventBridge sessionEventBridge(SessionRedis redis, SessionConnection commands, RedisSettings redisSettings,
			SessionSettings settings, ApplicationContext context, RedisSessionProperties properties,
			@Nullable SessionFollower follower) {
		boolean local = properties.codec().formats().containsValue(FormatChoice.LOCAL);
		return new SessionEventBridge(redis.connectionFactory(), commands, redisSettings.keys(), settings,
				new SessionEventBridge.Audience((event) -> publish(event, context, settings.local()),
						() -> local || SessionEventListeners.isIn(context), follower));
	}

	/**
	 * Drops the attributes that are not stored after the listeners of a session's end.
	 */
	private static void publish(Object event, ApplicationEventPublisher publisher, LocalMemory local) {
		try {
			publisher.publishEvent(event);
		}
		finally {
			if (event instanceof SessionDestroyedEvent destroyed) {
				local.end(destroyed.getSessionId());
			}
		}
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "redis-session.events.enabled", matchIfMissing = true)
	@ConditionalOnBooleanProperty("redis-session.events.stream.enabled")
	ExpiryStream sessionExpiryStream(SessionConnection commands, RedisSettings settings,
			RedisSessionProperties properties, Environment environment) {
		Stream stream = properties.events().stream();
		String application = environment.getProperty("spring.application.name");
		String fallback = StringUtils.hasText(application) ? application : DEFAULT_GROUP;
		return new ExpiryStream(commands, settings.keys(),
				new ExpiryStream.Settings((stream.group() != null) ? stream.group() : fallback, stream.maxLength(),
						stream.retention(), stream.retryDelay(), stream.maxAttempts()));
	}

	@Bean
	@ConditionalOnBean({ ExpiryStream.class, SessionExpiryHandler.class })
	ExpiryStreamConsumer sessionExpiryStreamConsumer(ExpiryStream stream, SessionSettings settings,
			RedisSessionProperties properties, ObjectProvider<SessionExpiryHandler> handlers) {
		List<SessionExpiryHandler> all = handlers.orderedStream().toList();
		return new ExpiryStreamConsumer(stream, settings, (session) -> {
			for (SessionExpiryHandler handler : all) {
				handler.sessionExpired(session);
			}
		}, properties.events().sweepInterval());
	}

}
