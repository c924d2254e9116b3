package io.github.redissession.query;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.testing.RedisCluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Answers by sorted sets on a cluster, where they are complete.
 */
class SetsSearchClusterIT extends SessionSearchContract {

	@RegisterExtension
	static final RedisCluster CLUSTER = RedisCluster.start();

	private final QuerySite site = QuerySite.sets(CLUSTER.connectionFactory());

	@Override
	QuerySite site() {
		return this.site;
	}

	@Override
	void flush() {
		CLUSTER.nodes().forEach((node) -> node.flush());
	}

	@Test
	void redisSearchIsRefusedWhereEachServerWouldAnswerForItself() {
		QuerySite search = new QuerySite(CLUSTER.connectionFactory(), SearchBackend.SEARCH, QuerySite.DECLARED);
		assertThatExceptionOfType(SessionQueryException.class).isThrownBy(() -> search.search.count(SessionQuery.all()))
			.withMessageContaining("Redis Search cannot answer")
			.withMessageContaining("redis-session.query.backend");
		QuerySite auto = new QuerySite(CLUSTER.connectionFactory(), SearchBackend.AUTO, QuerySite.DECLARED);
		auto.begin(null, "north", 1.0, "apple");
		assertThat(auto.search.count(SessionQuery.all())).isEqualTo(1);
		assertThat(auto.search.backend()).isEqualTo(SearchBackend.SETS);
	}

}
