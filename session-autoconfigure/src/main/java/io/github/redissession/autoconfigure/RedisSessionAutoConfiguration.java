package io.github.redissession.autoconfigure;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.IndexResolver;
import org.springframework.session.PrincipalNameIndexResolver;
import org.springframework.session.ReactiveFindByIndexNameSessionRepository;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

import io.github.redissession.autoconfigure.ResilienceConfiguration.Replication;
import io.github.redissession.cache.CachedSessions;
import io.github.redissession.cache.NearCacheLayer;
import io.github.redissession.core.InvalidationLayer;
import io.github.redissession.index.LegacySessions;
import io.github.redissession.core.LocalMemory;
import io.github.redissession.core.Outages;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.core.UserPolicy;
import io.github.redissession.id.RecentMoves;
import io.github.redissession.index.IndexRule;
import io.github.redissession.index.SessionFollower;
import io.github.redissession.index.SessionIndex;
import io.github.redissession.index.SessionTracking;
import io.github.redissession.query.plan.DeclaredAttributes;
import io.github.redissession.redis.RedisSessionIndex;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.events.MoveAnnouncer;
import io.github.redissession.resilience.CircuitGuard;
import io.github.redissession.resilience.OutageJournal;
import io.github.redissession.resilience.Replay;
import io.github.redissession.resilience.ResilienceLayer;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.AttributeRules;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.user.UserAdmission;
import io.github.redissession.user.UserLimitLayer;
import io.github.redissession.websocket.FollowedStoreLayer;

/**
 * Auto-configuration for servlet and WebFlux sessions in Redis. It precedes Spring Boot's
 * own session stores, which then back off, and itself backs off if the application
 * defines a {@link SessionRepository}.
 */
@AutoConfiguration(before = SessionAutoConfiguration.class,
		beforeName = { "org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration",
				"org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration",
				"org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration",
				"org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration" },
		afterName = { "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
				"org.springframework.boot.webflux.autoconfigure.WebSessionIdResolverAutoConfiguration" })
@ConditionalOnClass({ Session.class, RedisConnectionFactory.class })
@ConditionalOnWebApplication
@ConditionalOnMissingBean({ SessionRepository.class, ReactiveSessionRepository.class })
@EnableConfigurationProperties(RedisSessionProperties.class)
@ImportRuntimeHints(RedisSessionRuntimeHints.class)
@Import({ CodecConfiguration.class, FormatsConfiguration.class, SessionBeansConfiguration.class,
		AuthorizedClientConfiguration.class, ExpiryConfiguration.class, UserConfiguration.class,
		UserSecurityConfiguration.class, EventsConfiguration.class, QueryConfiguration.class,
		ResilienceConfiguration.class, FailoverConfiguration.class, NearCacheConfiguration.class,
		ChecksConfiguration.class, FlashConfiguration.class, TokenHttpSessionConfiguration.class,
		TokenWebSessionConfiguration.class, WebSocketConfiguration.class, TakeoverConfiguration.class })
public final class RedisSessionAutoConfiguration {

	@Bean
	SessionNamespace sessionNamespace(RedisSessionProperties properties, Environment environment) {
		return SessionNamespace.of(properties, environment);
	}

	/**
	 * Lazy, because an application with a store of its own needs no Redis.
	 */
	@Bean
	@Lazy
	SessionRedis sessionRedis(RedisSessionProperties properties, ListableBeanFactory beans,
			ObjectProvider<RedisConnectionFactory> application, Environment environment) {
		Map<String, String> dedicated = properties.redis();
		return dedicated.isEmpty() ? SessionRedis.shared(application.getObject(), environment)
				: DedicatedRedis.open(dedicated, beans);
	}

	@Bean
	@Lazy
	SessionConnection sessionRedisCommands(SessionRedis redis, RedisSessionProperties properties) {
		RedisSessionProperties.Resilience resilience = properties.resilience();
		return new SessionConnection(redis.connectionFactory(), resilience.timeout(), resilience.writeTimeout(),
				resilience.retry());
	}

	@Bean
	@Lazy
	RedisSettings sessionRedisSettings(RedisSessionProperties properties, SessionNamespace namespace,
			SessionRedis redis, ObjectProvider<IndexRule> rules, DeclaredAttributes indexed,
			ObjectProvider<SessionObserver> observers) {
		SessionKeys keys = new SessionKeys(namespace.value(), redis.connectionFactory().getDatabase());
		return new RedisSettings(keys, InstantSource.system(), properties.resilience().writeTimeout().dividedBy(2),
				IndexRule.all(rules.orderedStream().toList()), properties.events().enabled(),
				QueryConfiguration.grace(properties, indexed), SessionObserver.all(observers.orderedStream().toList()));
	}

	/**
	 * What happens to a session, and in which order: from the layer that a request calls
	 * to Redis.
	 */
	@Bean
	@ConditionalOnMissingBean
	SessionStore sessionStore(SessionConnection commands, RedisSettings settings, CircuitGuard guard,
			@Nullable Replay replay, @Nullable SessionTracking tracking, @Nullable CachedSessions cached,
			@Nullable Replication replication, @Nullable SessionFollower follower) {
		OutageJournal journal = (replay != null) ? replay.journal() : null;
		List<InvalidationLayer.Listener> copies = Stream.of(cached, journal).filter(Objects::nonNull).toList();
		SessionIndex index = new RedisSessionIndex(commands, settings.keys());

		List<UnaryOperator<SessionStore>> layers = new ArrayList<>();
		layers.add((next) -> new ResilienceLayer(next, guard, journal));
		if (tracking != null && cached != null) {
			layers.add((next) -> new NearCacheLayer(next, tracking, cached));
		}
		layers.add((next) -> new UserLimitLayer(next, new UserAdmission(next, index)));
		if (!copies.isEmpty()) {
			layers.add((next) -> new InvalidationLayer(next, copies));
		}
		if (follower != null) {
			layers.add((next) -> new FollowedStoreLayer(next, follower, new MoveAnnouncer(commands, settings)::moved));
		}
		if (replication != null) {
			layers.add((next) -> replication.around(next, settings));
		}
		Collections.reverse(layers);
		SessionStore store = new RedisSessionStore(commands, settings);
		for (UnaryOperator<SessionStore> layer : layers) {
			store = layer.apply(store);
		}
		return store;
	}

	@Bean
	LeftoverSettings sessionLeftoverSettings(Environment environment, ListableBeanFactory beans,
			RedisSessionProperties properties) {
		return new LeftoverSettings(environment, beans, properties.takeover().mode());
	}

	@Bean
	RecentMoves recentSessionMoves() {
		return new RecentMoves(InstantSource.system());
	}

	@Bean
	@ConditionalOnMissingBean
	SessionSettings sessionSettings(SessionNamespace namespace, AttributeCodec codec, AttributeRules rules,
			ExpiryPolicy policy, RedisSessionProperties properties,
			ObjectProvider<IndexResolver<Session>> indexResolver, UserPolicy users, Outages outages,
			DeclaredAttributes indexed, LocalMemory local, RecentMoves moves, ObjectProvider<CodecLayer> layers,
			ObjectProvider<LegacyFactory> legacy, ObjectProvider<SessionObserver> observers) {
		IndexResolver<Session> resolver = indexResolver.getIfAvailable(PrincipalNameIndexResolver::new);
		AttributeCodec layered = codec;
		for (CodecLayer layer : layers.orderedStream().toList()) {
			layered = layer.apply(layered);
		}
		SessionSettings settings = new SessionSettings(CodecConfiguration.encrypted(layered, namespace, properties),
				policy, (session) -> principal(session, resolver), users, InstantSource.system(),
				SessionObserver.all(observers.orderedStream().toList()), rules, outages,
				QueryConfiguration.indexer(properties, indexed), local, moves, LegacySessions.NONE);
		return legacy.stream().findFirst().map((others) -> settings.with(others.apply(settings))).orElse(settings);
	}

	/**
	 * Returns the user who is logged in. An application without Spring Security names the
	 * user by an attribute, which has another name in a reactive one.
	 */
	private static @Nullable String principal(Session session, IndexResolver<Session> resolver) {
		String resolved = resolver.resolveIndexesFor(session)
			.get(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);
		Object set = (resolved == null)
				? session.getAttribute(ReactiveFindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME) : null;
		return (set instanceof String name) ? name : resolved;
	}

}
