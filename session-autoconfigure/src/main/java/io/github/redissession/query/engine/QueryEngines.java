package io.github.redissession.query.engine;

import io.github.redissession.index.SearchCommands;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.plan.DeclaredAttributes;

/**
 * What answers questions.
 *
 * @param wanted by what they are to be answered
 * @param catalog reads sessions and sorted sets
 * @param search sends commands of Redis Search
 */
public record QueryEngines(SearchBackend wanted, SessionCatalog catalog, SearchCommands search) {

	QueryBackends backends(Evaluation evaluation, DeclaredAttributes declared) {
		IndexSources sources = new IndexSources(this.catalog);
		return new QueryBackends(this.wanted, new SetsBackend(sources, new IndexCounts(this.catalog, evaluation)),
				new RedisSearchBackend(this.search, declared, sources));
	}

}
