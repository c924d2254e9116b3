package io.github.redissession.redis.inspect;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.redissession.redis.SessionHash;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The size of an index is read from the reply of any version of Redis Search.
 */
class SearchMemoryTests {

	@Test
	void theSumThatItTellsIsDividedByTheSessions() {
		assertThat(SearchMemory.bytesPerDocument(List.of(SessionHash.bytes("num_docs"), SessionHash.bytes("1024"),
				"inverted_sz_mb", "0.5", "total_index_memory_sz_mb", "2")))
			.isEqualTo(2048);
	}

	@Test
	void theSizesOfItsPartsAreAddedUpWhereItTellsNoSum() {
		assertThat(
				SearchMemory.bytesPerDocument(List.of("num_docs", 1024L, "inverted_sz_mb", "0.5", "doc_table_size_mb",
						"1", "sortable_values_size_mb", 0.5, "max_doc_id", "1", "bytes_per_record_avg", "nan")))
			.isEqualTo(2048);
	}

	@Test
	void anIndexWithoutSessionsHasNoSizeToShare() {
		assertThat(SearchMemory.bytesPerDocument(List.of("num_docs", "0", "total_index_memory_sz_mb", "2"))).isZero();
	}

}
