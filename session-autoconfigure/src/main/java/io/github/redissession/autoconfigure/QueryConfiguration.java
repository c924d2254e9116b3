package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import io.github.redissession.StoreCircuit;
import io.github.redissession.autoconfigure.RedisSessionProperties.Query;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.index.AttributeIndexer;
import io.github.redissession.index.SearchCommands;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.ReactiveSessionSearch;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.query.engine.QueryEngines;
import io.github.redissession.query.engine.SessionFinder;
import io.github.redissession.query.plan.DeclaredAttributes;
import io.github.redissession.query.plan.DeclaredIndexer;
import io.github.redissession.query.plan.QueryIndexRule;
import io.github.redissession.redis.RedisSearchCommands;
import io.github.redissession.redis.RedisSessionCatalog;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionAttributeIndexer;
import io.github.redissession.spi.SessionStore;

/**
 * Configures queries across sessions. Lazy, because an application with a store of its
 * own has no indexes.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
class QueryConfiguration {

	private static final Duration MINIMUM_GRACE = Duration.ofMinutes(1);

	@Bean
	DeclaredAttributes sessionDeclaredAttributes(RedisSessionProperties properties,
			ObjectProvider<SessionAttributeIndexer> indexers) {
		try {
			return new DeclaredAttributes(properties.query()
				.attributes()
				.entrySet()
				.stream()
				.map((declared) -> IndexedAttribute.of(declared.getKey(), declared.getValue().path(),
						declared.getValue().type()))
				.toList(), indexers.orderedStream().toList());
		}
		catch (SessionQueryException ex) {
			throw new RedisSessionStartupException("Sessions cannot be indexed as configured: " + ex.getMessage(),
					"Correct the properties that begin with 'redis-session.query.attributes', or the beans of type "
							+ "SessionAttributeIndexer.");
		}
	}

	/**
	 * The sorted sets are maintained even if Redis Search can be used: it may be
	 * unavailable to another instance, or become unavailable later.
	 */
	@Bean
	QueryIndexRule queryIndexRule(RedisSessionProperties properties, DeclaredAttributes attributes) {
		return new QueryIndexRule(keepsSets(properties) ? attributes.all() : List.of());
	}

	private static boolean keepsSets(RedisSessionProperties properties) {
		SearchBackend backend = properties.query().backend();
		return backend == SearchBackend.AUTO || backend == SearchBackend.SETS;
	}

	/**
	 * A session that has ended can be removed from the sorted sets only while it can
	 * still be read.
	 */
	static Duration grace(RedisSessionProperties properties, DeclaredAttributes attributes) {
		Duration grace = properties.events().graceInForce();
		boolean needed = keepsSets(properties) && !attributes.all().isEmpty();
		return (needed && grace.compareTo(MINIMUM_GRACE) < 0) ? MINIMUM_GRACE : grace;
	}

	static AttributeIndexer indexer(RedisSessionProperties properties, DeclaredAttributes attributes) {
		boolean isOff = properties.query().backend() == SearchBackend.NONE || attributes.all().isEmpty();
		return new DeclaredIndexer(isOff ? new DeclaredAttributes(List.of(), List.of()) : attributes);
	}

	@Bean
	SessionCatalog sessionCatalog(SessionConnection commands, RedisSettings settings, DeclaredAttributes attributes,
			RedisSessionProperties properties) {
		return new RedisSessionCatalog(commands, settings, attributes.details(), properties.expiry().touchInterval());
	}

	@Bean
	SearchCommands sessionSearchCommands(SessionConnection commands, RedisSettings settings,
			RedisSessionProperties properties) {
		return new RedisSearchCommands(commands, settings.keys(), properties.query().timeout());
	}

	@Bean
	SessionFinder sessionFinder(DeclaredAttributes attributes, SessionSettings settings, SessionStore store,
			SessionCatalog catalog, SearchCommands search, StoreCircuit circuit, RedisSessionProperties properties) {
		Query query = properties.query();
		return new SessionFinder(attributes, settings, store, new QueryEngines(query.backend(), catalog, search),
				() -> circuit.state() != StoreCircuit.State.CLOSED, query.timeout());
	}

	@Bean
	@ConditionalOnMissingBean
	SessionSearch sessionSearch(SessionFinder finder) {
		return finder.blocking();
	}

	@Bean
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnMissingBean
	ReactiveSessionSearch reactiveSessionSearch(SessionFinder finder) {
		return finder.nonBlocking();
	}

}
