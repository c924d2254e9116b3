package io.github.redissession.query.engine;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.redissession.SessionStoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The replies of Redis Search by RESP2 and RESP3.
 */
class SearchReplyTests {

	@Test
	void fieldsBelongToTheKeyBeforeThem() {
		assertThat(SearchReply
			.of(List.of(3L, "session:a", List.of("created", "1"), "session:b", "session:c", List.of("created", "3"))))
			.isEqualTo(new SearchReply(3, List.of(Map.of("", "session:a", "created", "1"), Map.of("", "session:b"),
					Map.of("", "session:c", "created", "3"))));
	}

	@Test
	void groupsHaveNoKeys() {
		assertThat(
				SearchReply.of(List.of(2L, List.of("value", "x", "number", "1"), List.of("value", "y", "number", "2"))))
			.isEqualTo(new SearchReply(2,
					List.of(Map.of("value", "x", "number", "1"), Map.of("value", "y", "number", "2"))));
		assertThat(SearchReply.of(List.of(0L))).isEqualTo(new SearchReply(0, List.of()));
		assertThat(SearchReply.of(List.of())).isEqualTo(new SearchReply(0, List.of()));
	}

	@Test
	void aMapSaysTheSame() {
		List<Object> row = List.of("id", "session:a", "extra_attributes", List.of("created", "1"), "values", List.of());
		assertThat(SearchReply.of(List.of("total_results", 7L, "results", List.of(row), "warning", List.of())))
			.isEqualTo(new SearchReply(7, List.of(Map.of("", "session:a", "created", "1"))));
	}

	@Test
	void aPartialResultIsAFailure() {
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> SearchReply.of(List.of("total_results", 7L, "warning", List.of("Timeout"))))
			.withMessageContaining("partial result: Timeout");
	}

}
