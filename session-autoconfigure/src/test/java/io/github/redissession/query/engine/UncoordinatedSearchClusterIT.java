package io.github.redissession.query.engine;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionQueryException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Redis Search is not used on a cluster without a coordinator, where such a cluster
 * exists.
 */
@ExtendWith(OutputCaptureExtension.class)
class UncoordinatedSearchClusterIT {

	private static SearchCluster cluster;

	@BeforeAll
	static void find() {
		cluster = SearchCluster.find(false);
	}

	@AfterAll
	static void leave() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@BeforeEach
	void empty() {
		cluster.empty();
	}

	@Test
	void searchIsRefusedAndSaysWhy() {
		QuerySite search = new QuerySite(cluster.factory(), SearchBackend.SEARCH, QuerySite.DECLARED);
		assertThatExceptionOfType(SessionQueryException.class).isThrownBy(() -> search.search.count(SessionQuery.all()))
			.withMessageContaining("this cluster's Redis Search has no coordinator")
			.withMessageContaining("Set redis-session.query.backend to sets or auto");
	}

	@Test
	void autoTakesSortedSetsAndSaysWhy(CapturedOutput output) {
		QuerySite auto = new QuerySite(cluster.factory(), SearchBackend.AUTO, QuerySite.DECLARED);
		for (int i = 0; i < 60; i++) {
			auto.begin(null, "north", 1.0, "apple");
		}
		assertThat(auto.search.count(SessionQuery.where("tenant").is("north"))).isEqualTo(60);
		assertThat(auto.search.backend()).isEqualTo(SearchBackend.SETS);
		assertThat(output).containsOnlyOnce(
				"Queries across sessions use sorted sets, because this cluster's Redis Search has no coordinator");
	}

}
