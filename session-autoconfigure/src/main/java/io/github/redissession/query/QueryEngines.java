package io.github.redissession.query;

import io.github.redissession.SessionCatalog;

/**
 * What answers questions.
 *
 * @param wanted by what they are to be answered
 * @param catalog reads sessions and sorted sets
 */
public record QueryEngines(SearchBackend wanted, SessionCatalog catalog) {

	QueryBackends backends(Evaluation evaluation, DeclaredAttributes declared) {
		return new QueryBackends(this.wanted,
				new SetsBackend(new IndexSources(this.catalog), new IndexCounts(this.catalog, evaluation)));
	}

}
