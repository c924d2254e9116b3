package io.github.redissession.query.engine;

import io.github.redissession.index.SearchCommands;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.plan.DeclaredAttributes;

/**
 * What queries run on.
 *
 * @param wanted the configured backend
 * @param catalog reads sessions and sorted sets
 * @param search sends commands of Redis Search
 */
public record QueryEngines(SearchBackend wanted, SessionCatalog catalog, SearchCommands search) {

	QueryBackends backends(QueryExecutor executor, DeclaredAttributes declared) {
		return new QueryBackends(this.wanted, new SetsBackend(this.catalog, executor),
				new RedisSearchBackend(this.search, declared, this.catalog));
	}

}
