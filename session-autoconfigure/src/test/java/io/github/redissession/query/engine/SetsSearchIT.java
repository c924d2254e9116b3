package io.github.redissession.query.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.StoredSession;
import io.github.redissession.query.PageRequest;
import io.github.redissession.query.ReindexProgress;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionPage;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SignOutOptions;
import io.github.redissession.query.SignOutResult;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreLayer;
import io.github.redissession.testing.CommandCounter;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;

import static io.github.redissession.StoreFailureConditions.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Queries on sorted sets.
 */
class SetsSearchIT extends SessionSearchContract {

	@RegisterExtension
	static final RedisServer REDIS = startWithDebug();

	private final QuerySite site = QuerySite.sets(REDIS.connectionFactory());

	/** Redis 6 allows it in any case and does not know the option. */
	private static RedisServer startWithDebug() {
		try {
			return RedisServer.start("--enable-debug-command", "yes");
		}
		catch (RuntimeException ex) {
			return RedisServer.start();
		}
	}

	@BeforeEach
	void deleteNothingThatHasExpired() {
		REDIS.cli("DEBUG", "SET-ACTIVE-EXPIRE", "0");
	}

	@Override
	QuerySite site() {
		return this.site;
	}

	@Override
	void flush() {
		REDIS.flush();
	}

	@Test
	void everyKeyHasATimeToLive() {
		this.site.begin("alice", "north", 1.0, "apple", "pear");
		assertThat(REDIS.keys()).hasSizeGreaterThan(6);
		assertThat(REDIS.keys()).allSatisfy((key) -> assertThat((Long) REDIS.cli("PTTL", key)).as(key).isPositive());
	}

	@Test
	void aChangeOfIndexedValuesCostsNoRoundTripMoreAndAnotherAttributeNothing() {
		try (CountingProxy proxy = CountingProxy.to(REDIS)) {
			LettuceConnectionFactory factory = connect(proxy);
			try {
				QuerySite far = QuerySite.sets(factory);
				StoredSession session = far.begin(null, "north", 1.0, "apple");
				change(far, session.getId(), "cart", QuerySite.Cart.of(2.0, "pear"));
				assertThat(cost(proxy, () -> change(far, session.getId(), "cart", QuerySite.Cart.of(3.0, "fig"))))
					.isEqualTo(2);
				assertThat(cost(proxy, () -> change(far, session.getId(), "tenant", "south"))).isEqualTo(2);
				CommandCounter counter = CommandCounter.start(REDIS);
				assertThat(cost(proxy, () -> change(far, session.getId(), "other", "1"))).isEqualTo(2);
				assertThat(counter.counts()).doesNotContainKeys("zadd", "zrem", "zscore");
				assertThat(cost(proxy,
						() -> far.search.find(SessionQuery.where("tenant").is("south"), PageRequest.first(10))))
					.isLessThanOrEqualTo(3);
			}
			finally {
				factory.destroy();
			}
		}
	}

	private static void change(QuerySite site, String id, String name, Object value) {
		StoredSession session = site.repository.findById(id);
		session.setAttribute(name, value);
		site.repository.save(session);
	}

	private static long cost(CountingProxy proxy, Runnable request) {
		CountingProxy.Traffic before = proxy.traffic();
		request.run();
		return proxy.traffic().since(before).roundTrips();
	}

	private static LettuceConnectionFactory connect(CountingProxy proxy) {
		Map<String, String> properties = new HashMap<>();
		for (String one : proxy.springProperties()) {
			properties.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
		}
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(properties.get("spring.data.redis.host"),
				Integer.parseInt(properties.get("spring.data.redis.port")));
		server.setPassword(REDIS.password());
		LettuceConnectionFactory factory = new LettuceConnectionFactory(server);
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	@Test
	void aFullServerIsQueriedAndSignedOutPageByPage() {
		for (int i = 0; i < 1100; i++) {
			this.site.begin(null, "north", 1.0);
		}
		SessionQuery north = SessionQuery.where("tenant").is("north");
		SessionPage page = this.site.search.find(north, PageRequest.first(10));
		REDIS.cli("CONFIG", "SET", "maxmemory", "1");
		try {
			this.site.repository.deleteById(page.sessions().get(9).id());
			assertThat(this.site.search.find(north, PageRequest.first(10).at(page.cursor())).sessions()).hasSize(10);
			assertThat(this.site.search.signOut(north, SignOutOptions.atMost(2000)).ended()).isEqualTo(1099);
		}
		finally {
			REDIS.cli("CONFIG", "SET", "maxmemory", "0");
		}
	}

	@Test
	void aSignOutAndAReindexTakeAsLongAsTheyHaveTo() {
		for (int i = 0; i < 60; i++) {
			this.site.begin(null, "north", 1.0);
		}
		try (CountingProxy proxy = CountingProxy.to(REDIS)) {
			LettuceConnectionFactory factory = connect(proxy);
			try {
				Duration limit = Duration.ofMillis(600);
				QuerySite far = new QuerySite(factory, SearchBackend.SETS, QuerySite.DECLARED, limit);
				SessionQuery query = SessionQuery.where("tenant").isNot("south");
				assertThat(far.search.count(query)).isEqualTo(60);
				proxy.delayRequests(Duration.ofMillis(50));
				long start = System.nanoTime();
				assertThat(far.search.signOut(query, SignOutOptions.dry())).isEqualTo(new SignOutResult(60, 0, false));
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(limit);
				assertThat(far.search.reindex(1000, (step) -> {
				}).done()).isTrue();
			}
			finally {
				factory.destroy();
			}
		}
	}

	@Test
	void nothingContinuesAfterAStepThatTookTooLong() throws Exception {
		this.site.begin(null, "north", 1.0);
		QuerySite hasty = new QuerySite(REDIS.connectionFactory(), SearchBackend.SETS, QuerySite.DECLARED,
				Duration.ofMillis(300));
		SessionQuery query = SessionQuery.where("tenant").isNot("south");
		List<Mono<?>> works = List.of(hasty.finder.nonBlocking().signOut(query, SignOutOptions.atMost(10)),
				hasty.finder.nonBlocking().reindex(10, (step) -> {
				}));
		for (Mono<?> work : works) {
			REDIS.pause();
			try {
				assertThatExceptionOfType(SessionStoreException.class)
					.isThrownBy(() -> work.block(Duration.ofSeconds(5)))
					.has(reason(Reason.TIMEOUT));
			}
			finally {
				REDIS.resume();
			}
		}
		assertThat(this.site.search.count(query)).isEqualTo(1);
	}

	@Test
	void aSessionThatCannotBeEndedInTimeIsATimeout() {
		this.site.begin(null, "north", 1.0);
		QuerySite stuck = new QuerySite(REDIS.connectionFactory(), SearchBackend.SETS, QuerySite.DECLARED,
				Duration.ofMillis(300), QuerySite.TOUCH,
				new QuerySite.Surroundings(NeverDeleting::new, new SessionObserver() {
				}, () -> false));
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> stuck.finder.nonBlocking()
				.signOut(SessionQuery.where("tenant").is("north"), SignOutOptions.atMost(10))
				.block(Duration.ofSeconds(5)))
			.has(reason(Reason.TIMEOUT));
	}

	/** A store that never completes the end of a session. */
	private static final class NeverDeleting extends SessionStoreLayer {

		NeverDeleting(SessionStore store) {
			super("never deleting", store);
		}

		@Override
		public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
			return new CompletableFuture<>();
		}

	}

	@Test
	void aSessionThatEndedWhereNothingIsDeclaredCountsUntilAQueryHasReadIt() {
		QuerySite older = new QuerySite(REDIS.connectionFactory(), SearchBackend.SETS, List.of());
		String id = this.site.begin("alice", "north", 1.0, "apple").getId();
		older.repository.deleteById(id);
		SessionQuery north = SessionQuery.where("tenant").is("north");
		assertThat(this.site.search.count(north)).isEqualTo(1);
		assertThat(this.site.search.signOut(north, SignOutOptions.atMost(10)))
			.isEqualTo(new SignOutResult(1, 0, false));
		await().untilAsserted(() -> assertThat(this.site.search.count(north)).isZero());
		assertThat(this.site.ids(north)).isEmpty();
	}

	@Test
	void entriesThatAreOutOfDateAreDropped() {
		String id = this.site.begin("alice", "north", 5.0, "apple").getId();
		String stays = this.site.begin(null, "north", 6.0, "apple").getId();
		REDIS.cli("DEL", "session:" + id);
		SessionQuery tag = SessionQuery.where("tenant").is("north");
		assertThat(this.site.ids(tag)).containsExactly(stays);
		assertThat(this.site.ids(SessionQuery.where("total").atLeast(0))).containsExactly(stays);
		await().untilAsserted(() -> {
			assertThat(REDIS.cli("ZSCORE", "session:index:tenant:north", id)).isNull();
			assertThat(REDIS.cli("ZSCORE", "session:index:tenant:north", "+" + id)).isNull();
			assertThat(REDIS.cli("ZCARD", "session:number:total")).isEqualTo(1L);
		});
		assertThat(this.site.search.count(tag)).isEqualTo(1);
		assertThat(this.site.repaired).hasPositiveValue();
	}

	@Test
	void aSessionThatIsToEndEarlierWhileItsEntriesAreRepairedIsNotListedForLonger() {
		try (CountingProxy proxy = CountingProxy.to(REDIS)) {
			QuerySite far = QuerySite.sets(proxy.connectionFactory());
			String id = this.site.begin(null, "north", 1.0, "apple").getId();
			StoredSession late = far.repository.findById(id);
			change(this.site, id, "cart", QuerySite.Cart.of(1.0, "pear"));
			late.setAttribute("cart", QuerySite.Cart.of(1.0, "fig"));
			proxy.delayRequests(Duration.ofMillis(200));
			far.repository.save(late);
			StoredSession ending = this.site.repository.findById(id);
			CommandCounter counter = CommandCounter.start(REDIS);
			await().until(() -> counter.counts().containsKey("hgetall"));
			ending.setMaxInactiveInterval(Duration.ofSeconds(20));
			this.site.repository.save(ending);
			await().until(() -> counter.counts().getOrDefault("hgetall", 0L) >= 4);
			await().untilAsserted(
					() -> assertThat(Double.parseDouble("" + REDIS.cli("ZSCORE", "session:index:sku:fig", id)))
						.isLessThan(System.currentTimeMillis() + 100_000));
		}
	}

	@Test
	void aSessionKeepsItsValuesUnderAnotherId() {
		StoredSession session = this.site.begin(null, "north", 5.0, "apple");
		String old = session.getId();
		StoredSession again = this.site.repository.findById(old);
		again.changeSessionId();
		this.site.repository.save(again);
		assertThat(this.site.ids(SessionQuery.where("tenant").is("north"))).containsExactly(again.getId());
		assertThat(this.site.ids(SessionQuery.where("total").between(5, 5))).containsExactly(again.getId());
		assertThat(this.site.counts("sku")).isEqualTo(Map.of("apple", 1L));
	}

	@Test
	void sessionsFromBeforeADeclarationAreFoundAfterAReindex() {
		QuerySite before = new QuerySite(REDIS.connectionFactory(), SearchBackend.SETS, List.of());
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 25; i++) {
			ids.add(before.begin("alice", "north", 1.0, "apple").getId());
		}
		SessionQuery query = SessionQuery.where("tenant").is("north").and(SessionQuery.where("total").atMost(1));
		assertThat(this.site.search.count(query)).isZero();
		change(this.site, ids.get(0), "tenant", "south");
		assertThat(this.site.ids(SessionQuery.where("tenant").is("south"))).containsExactly(ids.get(0));
		List<ReindexProgress> steps = new ArrayList<>();
		ReindexProgress done = this.site.search.reindex(5, steps::add);
		assertThat(done).isEqualTo(new ReindexProgress(25, 25, 0, true));
		assertThat(steps).hasSizeGreaterThan(3).last().isEqualTo(done);
		assertThat(this.site.ids(query)).containsExactlyInAnyOrderElementsOf(ids.subList(1, 25));
		assertThat(this.site.counts("sku")).isEqualTo(Map.of("apple", 25L));
		assertThat(this.site.search.reindex(1000, (step) -> {
		})).isEqualTo(new ReindexProgress(25, 0, 0, true));
	}

	@Test
	void aQueryThatCannotRunSaysWhatToDo() {
		refused(() -> this.site.search.count(SessionQuery.where("none").is("x")),
				"redis-session.query.attributes.none");
		refused(() -> this.site.search.count(SessionQuery.where("total").is("1")), "is a number");
		refused(() -> this.site.search.count(SessionQuery.where("sku").atLeast(1)), "is a text");
		refused(() -> this.site.search.countBy("total"), "is a number");
		refused(() -> PageRequest.first(1001), "1 to 1000");
		refused(() -> this.site.search.find(SessionQuery.all(), PageRequest.first(1).at("x")), "first page");
		refused(() -> this.site.search.reindex(0, (step) -> {
		}), "1 to 1000");
		QuerySite none = new QuerySite(REDIS.connectionFactory(), SearchBackend.NONE, QuerySite.DECLARED);
		refused(() -> none.search.count(SessionQuery.all()), "redis-session.query.backend");
		QuerySite search = new QuerySite(REDIS.connectionFactory(), SearchBackend.SEARCH, QuerySite.DECLARED);
		refused(() -> search.search.count(SessionQuery.all()), "this server has no Redis Search");
	}

	@Test
	void autoTakesSortedSetsWhereThereIsNoRedisSearch() {
		QuerySite auto = new QuerySite(REDIS.connectionFactory(), SearchBackend.AUTO, QuerySite.DECLARED);
		auto.begin(null, "north", 1.0, "apple");
		assertThat(auto.search.count(SessionQuery.where("tenant").is("north"))).isEqualTo(1);
		assertThat(auto.search.backend()).isEqualTo(SearchBackend.SETS);
	}

	@Test
	void aServerThatDoesNotRespondIsAwaitedForNoLongerThanAllowed() {
		this.site.begin(null, "north", 1.0, "apple");
		QuerySite hasty = new QuerySite(REDIS.connectionFactory(), SearchBackend.AUTO, QuerySite.DECLARED,
				Duration.ofMillis(300));
		REDIS.pause();
		try {
			assertThatExceptionOfType(SessionStoreException.class)
				.isThrownBy(() -> hasty.search.count(SessionQuery.where("tenant").is("north")))
				.withMessageContaining("300 ms");
			assertThat(hasty.search.backend()).isEqualTo(SearchBackend.AUTO);
		}
		finally {
			REDIS.resume();
		}
		assertThat(hasty.search.count(SessionQuery.where("tenant").is("north"))).isEqualTo(1);
	}

	private static void refused(ThrowingCallable query, String because) {
		assertThatExceptionOfType(SessionQueryException.class).isThrownBy(query).withMessageContaining(because);
	}

}
