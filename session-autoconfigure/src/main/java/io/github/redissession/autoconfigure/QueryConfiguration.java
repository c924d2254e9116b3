package io.github.redissession.autoconfigure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import io.github.redissession.autoconfigure.RedisSessionProperties.Query;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.ReactiveSessionSearch;
import io.github.redissession.query.SessionAttributeIndexer;
import io.github.redissession.query.SessionFinder;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SessionSearch;

/**
 * Questions across sessions. Lazy, because an application with a store of its own has no
 * indexes.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
class QueryConfiguration {

	@Bean
	SessionFinder sessionFinder(RedisSessionProperties properties, ObjectProvider<SessionAttributeIndexer> indexers) {
		return new SessionFinder(attributes(properties.query(), indexers.orderedStream().toList()),
				properties.query().timeout());
	}

	@Bean
	@ConditionalOnMissingBean
	SessionSearch sessionSearch(SessionFinder finder) {
		return new SessionSearch(finder);
	}

	private static List<IndexedAttribute> attributes(Query query, List<SessionAttributeIndexer> indexers) {
		List<IndexedAttribute> attributes = new ArrayList<>();
		query.attributes().forEach((name, declared) -> {
			try {
				attributes.add(IndexedAttribute.of(name, declared.path(), declared.type()));
			}
			catch (SessionQueryException ex) {
				throw new QueryPropertiesException(ex.getMessage(),
						"Review the properties that begin with 'redis-session.query.attributes'.");
			}
		});
		indexers.forEach((indexer) -> attributes.add(indexer.attribute()));
		Set<String> names = new HashSet<>();
		attributes.forEach((attribute) -> {
			if (!names.add(attribute.name())) {
				throw new QueryPropertiesException(
						"There are two indexed attributes with the name '%s'".formatted(attribute.name()),
						"Give another name to the property 'redis-session.query.attributes.%s' or to the bean of type SessionAttributeIndexer."
							.formatted(attribute.name()));
			}
		});
		attributes.sort(Comparator.comparing(IndexedAttribute::name));
		return attributes;
	}

	/**
	 * For WebFlux applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@Lazy
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ReactiveSessionSearch reactiveSessionSearch(SessionFinder finder) {
			return new ReactiveSessionSearch(finder);
		}

	}

}
