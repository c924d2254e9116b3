package io.github.redissession.query.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.StoredSession;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Queries on sorted sets on a cluster, where results are complete.
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
	void redisSearchIsRefusedWhereEachServerWouldSearchItsOwnSessions() {
		QuerySite search = new QuerySite(CLUSTER.connectionFactory(), SearchBackend.SEARCH, QuerySite.DECLARED);
		assertThatExceptionOfType(SessionQueryException.class).isThrownBy(() -> search.search.count(SessionQuery.all()))
			.withMessageContaining("Redis Search cannot query sessions")
			.withMessageContaining("redis-session.query.backend");
		QuerySite auto = new QuerySite(CLUSTER.connectionFactory(), SearchBackend.AUTO, QuerySite.DECLARED);
		auto.begin(null, "north", 1.0, "apple");
		assertThat(auto.search.count(SessionQuery.all())).isEqualTo(1);
		assertThat(auto.search.backend()).isEqualTo(SearchBackend.SETS);
	}

	@Test
	void aSessionLeavesAnIndexOnlyWhenItIsGone() {
		String tenant = "north";
		StoredSession session = onAnotherNodeThan("session:index:tenant:" + tenant, tenant);
		RedisServer own = CLUSTER.masterOf("session:" + session.getId());
		SessionQuery query = SessionQuery.where("tenant").is(tenant);
		own.pause();
		CompletionStage<?> ended;
		try {
			ended = this.site.store
				.delete(new SessionEnd(session.getId(), SessionEnd.Reason.LOGOUT, session.getDetails()));
			assertThat(this.site.search.count(query)).isEqualTo(1);
		}
		finally {
			own.resume();
		}
		ended.toCompletableFuture().join();
		await().untilAsserted(() -> assertThat(this.site.search.count(query)).isZero());
	}

	@Test
	void aSessionLeavesAnIndexOnlyWhenItIsInAnotherOne() {
		String from = "north";
		String node = "session:index:tenant:" + from;
		String to = IntStream.range(0, 1000)
			.mapToObj((i) -> "south" + i)
			.filter((tenant) -> CLUSTER.masterOf("session:index:tenant:" + tenant) == CLUSTER.masterOf(node))
			.findFirst()
			.orElseThrow();
		StoredSession session = onAnotherNodeThan(node, from);
		StoredSession moves = this.site.repository.findById(session.getId());
		moves.setAttribute("tenant", to);
		RedisServer own = CLUSTER.masterOf("session:" + session.getId());
		own.pause();
		CompletableFuture<Void> saved;
		try {
			saved = CompletableFuture.runAsync(() -> this.site.repository.save(moves));
			await().until(() -> this.site.search.count(SessionQuery.where("tenant").is(to)) == 1);
			assertThat(this.site.search.count(SessionQuery.where("tenant").is(from))).isEqualTo(1);
		}
		finally {
			own.resume();
		}
		saved.join();
		assertThat(this.site.search.count(SessionQuery.where("tenant").is(from))).isZero();
		assertThat(this.site.ids(SessionQuery.where("tenant").is(to))).containsExactly(session.getId());
	}

	private StoredSession onAnotherNodeThan(String key, String tenant) {
		while (true) {
			StoredSession session = this.site.begin(null, tenant, null);
			if (CLUSTER.masterOf("session:" + session.getId()) != CLUSTER.masterOf(key)) {
				return session;
			}
			this.site.repository.deleteById(session.getId());
		}
	}

	@Test
	void sessionsThatANodeHasForgottenAreFoundAsSoonAsTheyAreUsed() {
		QuerySite busy = QuerySite.setsWithoutDelay(CLUSTER.connectionFactory());
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			ids.add(busy.begin("alice", "north", (double) i, "apple").getId());
		}
		SessionQuery north = SessionQuery.where("tenant").is("north");
		assertThat(busy.search.count(north)).isEqualTo(40);
		RedisServer forgetful = CLUSTER.masterOf("session:index:tenant:north");
		forgetful.kill();
		forgetful.restart();
		List<StoredSession> left = new ArrayList<>();
		await().ignoreExceptions().until(() -> {
			left.clear();
			ids.stream().map(busy.repository::findById).filter(Objects::nonNull).forEach(left::add);
			return true;
		});
		assertThat(left).hasSizeBetween(1, 39);
		assertThat(busy.search.count(north)).isZero();
		assertThat(busy.search.reindex(100, (step) -> {
		}).failed()).isZero();
		assertThat(busy.ids(north)).isNotEmpty().containsExactlyInAnyOrderElementsOf(busy.ids(SessionQuery.all()));
		left.forEach((session) -> {
			session.setLastAccessedTime(Instant.now());
			busy.repository.save(session);
		});
		String[] alive = left.stream().map(StoredSession::getId).toArray(String[]::new);
		for (SessionQuery query : List.of(north, SessionQuery.where("sku").is("apple"), SessionQuery.principal("alice"),
				SessionQuery.where("total").atLeast(0))) {
			await().untilAsserted(() -> assertThat(busy.ids(query)).containsExactlyInAnyOrder(alive));
			await().untilAsserted(() -> assertThat(busy.search.count(query)).isEqualTo(alive.length));
		}
		assertThat(busy.ids(SessionQuery.all())).containsExactlyInAnyOrder(alive);
		await().untilAsserted(() -> assertThat(busy.counts("tenant")).isEqualTo(Map.of("north", (long) alive.length)));
	}

}
