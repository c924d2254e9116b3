package io.github.redissession.query.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.redissession.StoredSession;
import io.github.redissession.query.PageRequest;
import io.github.redissession.query.SessionPage;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionSort;
import io.github.redissession.query.SessionSummary;
import io.github.redissession.query.SignOutOptions;
import io.github.redissession.query.SignOutResult;
import io.github.redissession.query.ValueCount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * The results of every backend, compared with a plain model in Java. Nothing deletes
 * expired sessions.
 */
public abstract class SessionSearchContract {

	private static final int SEEDS = 200;

	private static final int ROUND = 20;

	/** Values with a special meaning in Redis, in Lua, or in Redis Search. */
	public static final List<String> ODD = List.of("a", "A", "a,b", "a b", " a ", "", " ", "\"a\"", "'a'", "{a}", "a-b",
			"-a", "@tenant:{a}", "a|b", "*", "a*", "%a%", "\\", "a\\", "a\\,b", "(a)", "[a b]", "=>[KNN 1]", "$a",
			"a;b", "~a", "a:b", ":", "a_b", "_", "_h", "\u0000", "a\u0000b", "\u001f", "\n", "\t\r", "ä", "a\u0308",
			"😀", "日本", "a?", "a\ud83d", "\ude00a", "null", "0", "+inf", "x".repeat(500), "😀".repeat(250),
			"y".repeat(3000), "y".repeat(2999) + "z", "} -@x:{*", "a} | @tenant:{b", "a\"}=>{$weight:1}", "|");

	abstract QuerySite site();

	abstract void flush();

	static List<Integer> seeds() {
		List<Integer> seeds = new ArrayList<>();
		for (int seed = 0; seed < SEEDS; seed += ROUND) {
			seeds.add(seed);
		}
		return seeds;
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void theResultsAreThoseOfThePlainModel(int first) throws Exception {
		QuerySite site = site();
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			for (int seed = first; seed < first + ROUND; seed++) {
				flush();
				new Story(site, new Random(seed), threads).play("seed " + seed);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void oddValuesAreFoundAsWhatTheyAreAndNothingElseIs() {
		QuerySite site = site();
		Map<String, String> ids = new HashMap<>();
		ODD.forEach((value) -> ids.put(value, site.begin(null, value, null, value, "common").getId()));
		for (String value : ODD) {
			assertThat(site.ids(SessionQuery.where("tenant").is(value))).as(value).containsExactly(ids.get(value));
			assertThat(site.ids(SessionQuery.where("sku").is(value))).as(value).containsExactly(ids.get(value));
			assertThat(site.search.count(SessionQuery.where("tenant").isNot(value))).as(value)
				.isEqualTo(ODD.size() - 1);
			SessionSummary found = site.all(SessionQuery.where("tenant").is(value), PageRequest.first(1)).get(0);
			if (value.length() <= 500 && !value.startsWith("😀😀")) {
				assertThat(found.values().get("tenant")).containsExactly(value);
				assertThat(found.values().get("sku")).containsExactly(value, "common");
			}
			assertThat(site.repository.findByIndexNameAndIndexValue("tenant", value)).containsOnlyKeys(ids.get(value));
		}
		assertThat(site.search.count(SessionQuery.where("sku").is("common"))).isEqualTo(ODD.size());
		assertThat(site.counts("sku")).containsEntry("common", (long) ODD.size()).containsEntry("a,b", 1L);
		assertThat(site.counts("tenant")).containsEntry("", 1L).containsEntry("A", 1L).hasSize(ODD.size() - 1);
		for (String value : List.of("b", "aa", "", "x".repeat(499), "tenant", "*", "a|A")) {
			assertThat(site.ids(SessionQuery.where("tenant").is(value))).hasSize(ids.containsKey(value) ? 1 : 0);
		}
	}

	@Test
	void pagesAreWalkedWithoutAGapOrADuplicateWhileSessionsComeAndGo() {
		QuerySite site = site();
		List<String> staying = new ArrayList<>();
		List<StoredSession> going = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			staying.add(site.begin(null, "north", (double) i, "apple").getId());
			going.add(site.begin(null, "north", (double) i, "apple"));
		}
		SessionQuery one = SessionQuery.where("tenant").is("north");
		SessionQuery other = SessionQuery.where("sku")
			.anyOf("apple", "pear")
			.and(SessionQuery.where("total").atLeast(0));
		for (SessionQuery query : List.of(one, other)) {
			for (SessionSort sort : List.of(SessionSort.NEWEST_FIRST, SessionSort.OLDEST_FIRST)) {
				List<String> found = new ArrayList<>();
				PageRequest first = PageRequest.first(7).sortedBy(sort);
				SessionPage page = site.search.find(query, first);
				assertThat(page.total()).isEqualTo(site.search.count(query));
				page.sessions().forEach((session) -> found.add(session.id()));
				while (page.cursor() != null) {
					disturb(site, page.sessions(), going, staying);
					page = site.search.find(query, first.at(page.cursor()));
					page.sessions().forEach((session) -> found.add(session.id()));
				}
				assertThat(found).doesNotHaveDuplicates().containsAll(staying);
			}
		}
	}

	/** The session at the cursor goes, another one is used, and another one comes. */
	private static void disturb(QuerySite site, List<SessionSummary> page, List<StoredSession> going,
			List<String> staying) {
		String last = page.get(page.size() - 1).id();
		if (!staying.contains(last)) {
			site.repository.deleteById(last);
		}
		if (!going.isEmpty()) {
			site.repository.deleteById(going.remove(0).getId());
		}
		StoredSession used = site.repository.findById(staying.get(page.size() % staying.size()));
		used.setAttribute("other", page.toString());
		used.setLastAccessedTime(Instant.now());
		site.repository.save(used);
		going.add(site.begin(null, "north", 1.0, "apple"));
	}

	@Test
	void aQueryCombinesValuesUsersAndTimes() {
		QuerySite site = site();
		String alice = site.begin("alice", "north", 10.0, "apple", "pear").getId();
		String bob = site.begin("bob", "south", 50.5, "pear").getId();
		String anonymous = site.begin(null, "north", -3.0).getId();
		String empty = site.begin(null, null, null).getId();
		assertThat(site.ids(SessionQuery.all())).containsExactlyInAnyOrder(alice, bob, anonymous, empty);
		assertThat(site.ids(SessionQuery.where("total").between(10, 50.5))).containsExactlyInAnyOrder(alice, bob);
		assertThat(site.ids(SessionQuery.where("total").between(10.01, 50.49))).isEmpty();
		assertThat(site.ids(SessionQuery.where("total").atMost(0))).containsExactly(anonymous);
		assertThat(site.ids(SessionQuery.principal("alice"))).containsExactly(alice);
		assertThat(site.ids(SessionQuery.principal("alice").not().and(SessionQuery.where("tenant").is("north"))))
			.containsExactly(anonymous);
		assertThat(site.ids(SessionQuery.principal("bob").or(SessionQuery.where("sku").is("apple"))))
			.containsExactlyInAnyOrder(alice, bob);
		assertThat(site.ids(SessionQuery.where("sku").anyOf())).isEmpty();
		assertThat(site.ids(SessionQuery.where("sku").anyOf().not())).hasSize(4);
		Instant now = Instant.now();
		assertThat(site.ids(SessionQuery.created(now.minusSeconds(60), null))).hasSize(4);
		assertThat(site.ids(SessionQuery.created(null, now.minusSeconds(60)))).isEmpty();
		assertThat(site
			.ids(SessionQuery.accessed(null, now.plusSeconds(60)).and(SessionQuery.where("tenant").is("south"))))
			.containsExactly(bob);
		assertThat(site.ids(SessionQuery.expires(now, now.plus(Duration.ofHours(1))))).hasSize(4);
		assertThat(site.repository.findByIndexNameAndIndexValue("total", "10")).containsOnlyKeys(alice);
		assertThat(site.repository.findByIndexNameAndIndexValue("total", "ten")).isEmpty();
		assertThat(site.search.countBy("sku", SessionQuery.where("tenant").is("north")))
			.containsExactly(new ValueCount("apple", 1), new ValueCount("pear", 1));
		assertThat(site.search.ids(SessionQuery.all(), 2)).hasSize(2);
	}

	@Test
	void aPeriodMayHaveAnyEnds() {
		QuerySite site = site();
		StoredSession session = site.begin(null, "north", 1.0);
		Instant created = site.search.find(SessionQuery.all(), PageRequest.first(1)).sessions().get(0).created();
		Instant later = created.plusNanos(1000);
		Instant earlier = created.minusNanos(1000);
		for (SessionQuery query : List.of(SessionQuery.created(Instant.MIN, Instant.MAX),
				SessionQuery.created(Instant.EPOCH, Instant.MAX), SessionQuery.created(Instant.MIN, null),
				SessionQuery.created(earlier, later), SessionQuery.created(created, created),
				SessionQuery.created(null, later), SessionQuery.created(earlier, null))) {
			assertThat(site.ids(query)).as(query.toString()).containsExactly(session.getId());
			assertThat(site.search.count(query)).as(query.toString()).isEqualTo(1);
			assertThat(site.ids(query.not())).as(query.toString()).isEmpty();
			assertThat(site.search.count(query.not())).as(query.toString()).isZero();
		}
		for (SessionQuery query : List.of(SessionQuery.created(Instant.MAX, null),
				SessionQuery.created(null, Instant.MIN), SessionQuery.created(Instant.MAX, Instant.MIN),
				SessionQuery.created(later, null), SessionQuery.created(null, earlier),
				SessionQuery.created(later, later.plusNanos(1000)))) {
			assertThat(site.ids(query)).as(query.toString()).isEmpty();
			assertThat(site.search.count(query)).as(query.toString()).isZero();
			assertThat(site.ids(query.not())).as(query.toString()).containsExactly(session.getId());
			assertThat(site.search.count(query.not())).as(query.toString()).isEqualTo(1);
		}
	}

	@Test
	void aSignOutEndsWhatIsFoundAndNothingElse() {
		QuerySite site = site();
		List<String> north = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			north.add(site.begin("alice", "north", 1.0, "apple").getId());
			site.begin("bob", "south", 1.0, "apple");
		}
		SessionQuery query = SessionQuery.where("tenant").is("north");
		assertThat(site.search.signOut(query, SignOutOptions.dry())).isEqualTo(new SignOutResult(30, 0, false));
		assertThat(site.search.signOut(query, SignOutOptions.atMost(100).ifTotalIs(29)))
			.isEqualTo(new SignOutResult(30, 0, true));
		assertThat(site.search.count(query)).isEqualTo(30);
		assertThat(site.search.signOut(query, SignOutOptions.atMost(7))).isEqualTo(new SignOutResult(30, 7, false));
		assertThat(site.search.count(query)).isEqualTo(23);
		assertThat(site.search.signOut(query, SignOutOptions.atMost(100).ifTotalIs(23)))
			.isEqualTo(new SignOutResult(23, 23, false));
		assertThat(site.search.count(query)).isZero();
		north.forEach((id) -> assertThat(site.repository.findById(id)).isNull());
		assertThat(site.search.count(SessionQuery.where("tenant").is("south"))).isEqualTo(30);
	}

	@Test
	void sessionsThatHaveEndedAreNotCounted() {
		QuerySite site = site();
		StoredSession lives = site.begin(null, "north", 1.0, "apple");
		StoredSession ends = site.begin(null, "north", 2.0, "pear");
		ends.setMaxInactiveInterval(Duration.ofMillis(1));
		site.repository.save(ends);
		awaitEnd(site, ends.getId());
		assertThat(site.search.count(SessionQuery.where("tenant").is("north"))).isEqualTo(1);
		assertThat(site.search.count(SessionQuery.all())).isEqualTo(1);
		assertThat(site.search.count(SessionQuery.where("total").atLeast(0))).isEqualTo(1);
		assertThat(site.counts("tenant")).isEqualTo(Map.of("north", 1L));
		assertThat(site.counts("sku")).isEqualTo(Map.of("apple", 1L));
		assertThat(site.ids(SessionQuery.where("tenant").is("north"))).containsExactly(lives.getId());
	}

	static void awaitEnd(QuerySite site, String id) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(5))
			.until(() -> site.repository.findById(id) == null);
	}

	/**
	 * Sessions that come, change and go at random, and then queries.
	 */
	private static final class Story {

		private static final List<String> VALUES = List.of("a", "A", "b", "a,b", " ", "", "ä-|{}", "x".repeat(300));

		private static final List<String> USERS = List.of("alice", "bob", "Carol {-}");

		private final QuerySite site;

		private final Random random;

		private final ExecutorService threads;

		private final List<String> ids = new ArrayList<>();

		Story(QuerySite site, Random random, ExecutorService threads) {
			this.site = site;
			this.random = random;
			this.threads = threads;
		}

		void play(String name) throws Exception {
			int sessions = 3 + this.random.nextInt(8);
			for (int i = 0; i < sessions; i++) {
				this.ids.add(this.site
					.begin(maybe(USERS), maybe(VALUES), maybe(List.of(-1.5, 0.0, 7.25, 1e12)), skus(this.random))
					.getId());
			}
			change();
			changeAtTheSameTime();
			end();
			Map<String, Model> model = model();
			for (int i = 0; i < 4; i++) {
				compare(name, model, example(2));
			}
			compareCounts(name, model);
		}

		private void change() {
			for (int i = this.random.nextInt(5); i > 0; i--) {
				changeOne(this.ids.get(this.random.nextInt(this.ids.size())), this.random);
			}
		}

		private void changeOne(String id, Random chance) {
			StoredSession session = this.site.repository.findById(id);
			if (session == null) {
				return;
			}
			switch (chance.nextInt(5)) {
				case 0 -> session.setAttribute("tenant", maybe(VALUES, chance));
				case 1 -> session.setAttribute("cart",
						QuerySite.Cart.of(maybe(List.of(0.0, 3.0, -1e9), chance), skus(chance)));
				case 2 -> session.removeAttribute("cart");
				case 3 -> session.setAttribute(QuerySite.USER, maybe(USERS, chance));
				default -> session.setAttribute("other", "" + chance.nextInt());
			}
			this.site.repository.save(session);
		}

		/** Two requests of the same session at a time, and a logout. */
		private void changeAtTheSameTime() throws Exception {
			List<Future<?>> changes = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				long seed = this.random.nextLong();
				String id = this.ids.get(0);
				changes.add(this.threads.submit(() -> {
					Random chance = new Random(seed);
					for (int change = 0; change < 4; change++) {
						changeOne(id, chance);
					}
				}));
			}
			if (this.random.nextInt(4) == 0) {
				this.site.repository.deleteById(this.ids.get(0));
			}
			for (Future<?> one : changes) {
				one.get(20, TimeUnit.SECONDS);
			}
		}

		private void end() {
			if (this.random.nextBoolean()) {
				this.site.repository.deleteById(this.ids.get(this.random.nextInt(this.ids.size())));
			}
			String id = this.ids.get(this.random.nextInt(this.ids.size()));
			StoredSession session = this.site.repository.findById(id);
			if (session != null) {
				session.setMaxInactiveInterval(Duration.ofMillis(1));
				this.site.repository.save(session);
				awaitEnd(this.site, id);
			}
		}

		private Map<String, Model> model() {
			Map<String, Model> model = new TreeMap<>();
			for (String id : this.ids) {
				StoredSession session = this.site.repository.findById(id);
				if (session != null) {
					QuerySite.Cart cart = session.getAttribute("cart");
					model.put(id,
							new Model(id, session.getAttribute(QuerySite.USER), session.getAttribute("tenant"),
									(cart != null) ? cart.skus() : List.of(), (cart != null) ? cart.total() : null,
									session.getCreationTime(), session.getLastAccessedTime()));
				}
			}
			return model;
		}

		private void compare(String name, Map<String, Model> model, Example example) {
			Set<String> expected = new HashSet<>();
			model.values().stream().filter(example.test()).forEach((one) -> expected.add(one.id()));
			SessionSort sort = SessionSort.values()[this.random.nextInt(4)];
			PageRequest first = PageRequest.first(1 + this.random.nextInt(4)).sortedBy(sort);
			String as = name + ": " + example.query() + " " + first;
			soon(() -> assertThat(this.site.search.count(example.query())).as(as).isEqualTo(expected.size()));
			List<SessionSummary> found = this.site.all(example.query(), first);
			assertThat(found).as(as).extracting(SessionSummary::id).containsExactlyInAnyOrderElementsOf(expected);
			assertThat(this.site.search.find(example.query(), first).total()).as(as).isEqualTo(expected.size());
			assertThat(this.site.search.count(example.query())).as(as).isEqualTo(expected.size());
			assertThat(found).as(as).isSortedAccordingTo(order(sort));
			Map<String, Long> counts = new HashMap<>();
			model.values()
				.stream()
				.filter(example.test())
				.forEach((one) -> one.skus().forEach((sku) -> counts.merge(sku, 1L, Long::sum)));
			soon(() -> assertThat(this.site.search.countBy("sku", example.query())).as(as)
				.extracting(ValueCount::value, ValueCount::count)
				.containsExactlyInAnyOrderElementsOf(
						counts.entrySet().stream().map((one) -> tuple(one.getKey(), one.getValue())).toList()));
		}

		/** The index of concurrent writes is repaired just after them. */
		private static void soon(ThrowingRunnable assertion) {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(5))
				.atMost(Duration.ofSeconds(3))
				.untilAsserted(assertion);
		}

		private void compareCounts(String name, Map<String, Model> model) {
			Map<String, Long> tenants = new HashMap<>();
			model.values()
				.stream()
				.map(Model::tenant)
				.filter(Objects::nonNull)
				.forEach((one) -> tenants.merge(one, 1L, Long::sum));
			soon(() -> assertThat(this.site.counts("tenant")).as(name).isEqualTo(tenants));
		}

		/** Beginnings are in order to a few milliseconds. */
		private static Comparator<SessionSummary> order(SessionSort sort) {
			return switch (sort) {
				case NEWEST_FIRST -> (one, other) -> roughly(other.created(), one.created());
				case OLDEST_FIRST -> (one, other) -> roughly(one.created(), other.created());
				case LAST_USED_FIRST -> Comparator.comparing(SessionSummary::lastAccess).reversed();
				case ENDING_FIRST -> Comparator.comparing(SessionSummary::expires);
			};
		}

		private static int roughly(Instant one, Instant other) {
			long difference = Duration.between(other, one).toMillis();
			return (Math.abs(difference) <= 5) ? 0 : Long.signum(difference);
		}

		private Example example(int depth) {
			switch (this.random.nextInt((depth > 0) ? 10 : 7)) {
				case 0 -> {
					String value = one(VALUES);
					return new Example(SessionQuery.where("tenant").is(value), (it) -> value.equals(it.tenant()));
				}
				case 1 -> {
					String value = one(VALUES);
					return new Example(SessionQuery.where("sku").isNot(value), (it) -> !it.skus().contains(value));
				}
				case 2 -> {
					List<String> values = List.of(one(VALUES), one(VALUES));
					return new Example(SessionQuery.where("sku").anyOf(values),
							(it) -> it.skus().stream().anyMatch(values::contains));
				}
				case 3 -> {
					double min = one(List.of(-1e10, -1.5, 0.0, 3.0));
					double max = one(List.of(-1.5, 0.0, 7.25, 1e13));
					return new Example(SessionQuery.where("total").between(min, max),
							(it) -> it.total() != null && min <= it.total() && it.total() <= max);
				}
				case 4 -> {
					String user = one(USERS);
					return new Example(SessionQuery.principal(user), (it) -> user.equals(it.user()));
				}
				case 5 -> {
					Instant now = Instant.now();
					return new Example(SessionQuery.created(now.minusSeconds(100), now.plusSeconds(100)), (it) -> true);
				}
				case 6 -> {
					return new Example(SessionQuery.all(), (it) -> true);
				}
				case 7 -> {
					Example example = example(depth - 1);
					return new Example(example.query().not(), example.test().negate());
				}
				case 8 -> {
					Example example = example(depth - 1);
					Example other = example(depth - 1);
					return new Example(example.query().and(other.query()), example.test().and(other.test()));
				}
				default -> {
					Example example = example(depth - 1);
					Example other = example(depth - 1);
					return new Example(example.query().or(other.query()), example.test().or(other.test()));
				}
			}
		}

		private static String[] skus(Random chance) {
			String[] skus = new String[chance.nextInt(4)];
			for (int i = 0; i < skus.length; i++) {
				skus[i] = VALUES.get(chance.nextInt(VALUES.size()));
			}
			return skus;
		}

		private <T> T one(List<T> values) {
			return values.get(this.random.nextInt(values.size()));
		}

		private <T> @Nullable T maybe(List<T> values) {
			return maybe(values, this.random);
		}

		private static <T> @Nullable T maybe(List<T> values, Random chance) {
			return (chance.nextInt(4) == 0) ? null : values.get(chance.nextInt(values.size()));
		}

	}

	/** A session as the application sees it. */
	private record Model(String id, @Nullable String user, @Nullable String tenant, List<String> skus,
			@Nullable Double total, Instant created, Instant accessed) {

	}

	/** A query, and the same in Java. */
	private record Example(SessionQuery query, Predicate<Model> test) {

	}

}
