package io.github.redissession.query.engine;

import org.junit.jupiter.api.Test;

import io.github.redissession.query.SessionQuery;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How queries are written for Redis Search.
 */
class SearchTextTests {

	private static final SessionQuery A = SessionQuery.where("tenant").is("a");

	private static final SessionQuery B = SessionQuery.where("tenant").is("b");

	@Test
	void onlySingleValuesAreNegated() {
		assertThat(text(A.not())).isEqualTo("(-(@tenant:{a}))");
		assertThat(text(A.not().not())).isEqualTo("(@tenant:{a})");
		assertThat(text(A.not().not().not())).isEqualTo("(-(@tenant:{a}))");
		assertThat(text(A.and(B.not()).not())).isEqualTo("((-(@tenant:{a})) | (@tenant:{b}))");
		assertThat(text(A.or(B.not()).not())).isEqualTo("((-(@tenant:{a})) (@tenant:{b}))");
	}

	@Test
	void aQueryThatNothingMatchesMatchesAllIfNegated() {
		SessionQuery nothing = SessionQuery.where("tenant").anyOf();
		assertThat(text(nothing.not())).isEmpty();
		assertThat(text(nothing.not().not())).isEqualTo(text(nothing)).isEqualTo(text(SessionQuery.all().not()));
	}

	@Test
	void usersAreCheckedInTheResults() {
		SessionQuery alice = SessionQuery.principal("alice");
		assertThat(SearchText.of(alice.not())).isEqualTo(new SearchText("", false));
		assertThat(SearchText.of(alice.and(A).not())).isEqualTo(new SearchText("", false));
		assertThat(SearchText.of(alice.or(A).not())).isEqualTo(new SearchText("((-(@tenant:{a})))", false));
	}

	private static String text(SessionQuery query) {
		return SearchText.of(query).text();
	}

}
