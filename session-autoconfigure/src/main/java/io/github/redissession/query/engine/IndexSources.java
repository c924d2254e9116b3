package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.SessionCatalog;
import io.github.redissession.query.plan.Condition;

/**
 * Knows which indexes lead to the sessions of a condition.
 *
 * @param catalog reads indexes
 */
record IndexSources(SessionCatalog catalog) {

	Candidates everything() {
		return new AllCandidates(this.catalog);
	}

	IndexCandidates tag(String name, String text) {
		return IndexCandidates.tag(this.catalog, name, text);
	}

	/**
	 * The indexes in which together all sessions are that fulfil a condition, and not
	 * many others.
	 * @return {@code null} if there are none
	 */
	@Nullable List<IndexCandidates> of(Condition condition) {
		if (condition instanceof Condition.Tag tag) {
			return tag.texts().stream().map((text) -> tag(tag.name(), text)).toList();
		}
		if (condition instanceof Condition.Range range) {
			return List.of(IndexCandidates.number(this.catalog, range));
		}
		if (condition instanceof Condition.Principal principal) {
			return List.of(IndexCandidates.user(this.catalog, principal));
		}
		return (condition instanceof Condition.Or or) ? any(or) : null;
	}

	private @Nullable List<IndexCandidates> any(Condition.Or or) {
		List<IndexCandidates> all = new ArrayList<>();
		for (Condition one : or.any()) {
			List<IndexCandidates> some = of(one);
			if (some == null) {
				return null;
			}
			all.addAll(some);
		}
		return all;
	}

}
