package io.github.redissession.query.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionStoreException;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SignOutOptions;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.plan.DeclaredAttributes;
import io.github.redissession.query.plan.Position;
import io.github.redissession.redis.RedisSearchCommands;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.SessionConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Queries on Redis Search on a cluster with a coordinator, where there is one.
 */
class RedisSearchClusterIT extends SessionSearchContract {

	private static final SessionQuery NORTH = SessionQuery.where("tenant").is("north");

	private static final Duration HASTE = Duration.ofMillis(1500);

	private static final Duration NORMAL = Duration.ofMillis(500);

	private static SearchCluster cluster;

	private final QuerySite site = new QuerySite(cluster.factory(), SearchBackend.SEARCH, QuerySite.DECLARED);

	@BeforeAll
	static void find() {
		cluster = SearchCluster.find(true);
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

	@Override
	QuerySite site() {
		return this.site;
	}

	@Override
	void flush() {
		cluster.empty();
	}

	private List<String> begin(int sessions) {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < sessions; i++) {
			ids.add(this.site.begin(null, "north", (double) i, "apple").getId());
		}
		return ids;
	}

	@Test
	void anyNodeSearchesAllNodes() {
		List<String> ids = begin(60);
		assertThat(cluster.masters()).hasSizeGreaterThan(1)
			.allSatisfy((node) -> assertThat(node.sessions()).hasSizeBetween(1, 59));
		assertThat(this.site.search.count(NORTH)).isEqualTo(60);
		for (SearchCluster.Node node : cluster.masters()) {
			LettuceConnectionFactory one = node.address().newConnectionFactory();
			try {
				RedisSearchCommands commands = new RedisSearchCommands(new SessionConnection(one),
						new SessionKeys("session"), Duration.ofSeconds(10));
				SearchRequests requests = new SearchRequests(commands,
						new SearchIndex(commands, new DeclaredAttributes(QuerySite.DECLARED, List.of())));
				TimeLimit limit = TimeLimit.of(Duration.ofSeconds(10));
				SearchText text = SearchText.of(NORTH);
				assertThat(requests.count(text, limit)).succeedsWithin(limit.step()).isEqualTo(60L);
				assertThat(requests.find(text, true, 100, limit).toCompletableFuture().join().first())
					.extracting(Position::id)
					.containsExactlyInAnyOrderElementsOf(ids);
				assertThat(requests.countBy("sku", text, limit).toCompletableFuture().join())
					.containsExactly(new ValueCount("apple", 60));
			}
			finally {
				one.destroy();
			}
		}
	}

	@Test
	void autoTakesIt() {
		QuerySite auto = new QuerySite(cluster.factory(), SearchBackend.AUTO, QuerySite.DECLARED);
		auto.begin(null, "north", 1.0, "apple");
		assertThat(auto.search.count(NORTH)).isEqualTo(1);
		assertThat(auto.search.backend()).isEqualTo(SearchBackend.SEARCH);
		assertThat(QuerySite.sets(cluster.factory()).search.count(NORTH)).isEqualTo(1);
	}

	@Test
	void aNodeThatHasLostEverythingGetsTheIndexAgain() {
		begin(60);
		assertThat(this.site.search.count(NORTH)).isEqualTo(60);
		for (SearchCluster.Node node : cluster.masters()) {
			node.send("FLUSHALL");
			long left = cluster.masters().stream().mapToLong((one) -> one.sessions().size()).sum();
			assertThat(this.site.search.count(NORTH)).isEqualTo(left);
			begin(20);
			assertThat(this.site.search.count(NORTH)).isEqualTo(left + 20);
		}
	}

	@Test
	void aSearchThatNeverReturnsTimesOutAndLaterOnesSucceed() throws Exception {
		List<String> ids = begin(60);
		QuerySite hasty = new QuerySite(cluster.factory(), SearchBackend.SEARCH, QuerySite.DECLARED, HASTE);
		assertThat(hasty.search.count(NORTH)).isEqualTo(60);
		cluster.masters().forEach((node) -> node.send("CONFIG", "SET", "cluster-require-full-coverage", "no"));
		try {
			for (SearchCluster.Node dead : cluster.masters()) {
				List<SearchCluster.Node> alive = cluster.masters().stream().filter((node) -> node != dead).toList();
				assumeTrue(dead.address().host().equals("127.0.0.1"), "The cluster is on another machine");
				dead.pause();
				try {
					endsInTime(hasty);
					await().until(() -> alive.stream().allMatch((node) -> node.misses(dead)));
					endsInTime(hasty);
					endsInTime(hasty);
				}
				finally {
					dead.resume();
				}
				awaitResult(hasty);
				assertThat(hasty.search.ids(NORTH, 100)).containsExactlyInAnyOrderElementsOf(ids);
			}
		}
		finally {
			cluster.masters().forEach((node) -> node.send("CONFIG", "SET", "cluster-require-full-coverage", "yes"));
		}
	}

	@Test
	void aSearchThatHangsDelaysNoOtherRequest() throws Exception {
		begin(60);
		QuerySite hasty = new QuerySite(cluster.factory(), SearchBackend.SEARCH, QuerySite.DECLARED, HASTE);
		assertThat(hasty.search.count(NORTH)).isEqualTo(60);
		String common = cluster.whoAnswers().get(5, TimeUnit.SECONDS);
		for (SearchCluster.Node dead : cluster.masters()) {
			assumeTrue(dead.address().host().equals("127.0.0.1"), "The cluster is on another machine");
			List<SearchCluster.Node> alive = cluster.masters().stream().filter((node) -> node != dead).toList();
			List<String> ids = alive.stream().flatMap((node) -> node.sessions().stream()).toList();
			boolean isCommon = dead.send("CLUSTER", "MYID").contains(common);
			dead.pause();
			try {
				CompletableFuture<Long> search = CompletableFuture.supplyAsync(() -> hasty.search.count(NORTH));
				for (String id : ids) {
					long start = System.nanoTime();
					assertThat(hasty.repository.findById(id)).isNotNull();
					assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NORMAL);
				}
				if (!isCommon) {
					assertThat(cluster.whoAnswers()).succeedsWithin(NORMAL);
				}
				assertThat(search).isNotDone();
				assertThat(search).failsWithin(HASTE.plusMillis(500));
			}
			finally {
				dead.resume();
			}
			awaitResult(hasty);
		}
	}

	private static void awaitResult(QuerySite hasty) {
		await().until(() -> cluster.masters()
			.stream()
			.noneMatch((node) -> cluster.masters().stream().anyMatch(node::misses)));
		await().ignoreExceptionsInstanceOf(SessionStoreException.class)
			.untilAsserted(() -> assertThat(hasty.search.count(NORTH)).isEqualTo(60));
	}

	private static void endsInTime(QuerySite hasty) {
		long start = System.nanoTime();
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> hasty.search.count(NORTH));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(HASTE.plusMillis(500));
		start = System.nanoTime();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> hasty.search.signOut(NORTH, SignOutOptions.atMost(10)));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(HASTE.plusMillis(500));
	}

}
