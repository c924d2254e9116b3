package io.github.redissession.query.engine;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.query.PageRequest;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionSort;
import io.github.redissession.testing.RedisAddress;

/**
 * Measures queries over many sessions of several tenants and users, on a server whose
 * data is deleted. Not a test; arguments: the server's URL, backend, number of sessions.
 */
final class SearchScale {

	private static final int RUNS = 15;

	private final RedisAddress address;

	private final LettuceConnectionFactory factory;

	private SearchScale(RedisAddress address) {
		this.address = address;
		this.factory = address.newConnectionFactory();
	}

	public static void main(String[] arguments) throws Exception {
		SearchScale scale = new SearchScale(RedisAddress.parse(arguments[0]));
		try {
			scale.measure(SearchBackend.valueOf(arguments[1]), Integer.parseInt(arguments[2]));
		}
		finally {
			scale.factory.destroy();
		}
	}

	private void measure(SearchBackend backend, int sessions) throws Exception {
		System.out.printf("%s, Redis %s, %,d sessions%n", backend, info("server").getProperty("redis_version"),
				sessions);
		flush();
		long plain = fill(new ScaleShop(new QuerySite(this.factory, SearchBackend.NONE, List.of())), sessions);
		flush();
		QuerySite site = new QuerySite(this.factory, backend, QuerySite.DECLARED);
		site.search.count(SessionQuery.all());
		ScaleShop shop = new ScaleShop(site);
		Instant begin = Instant.now();
		long indexed = fill(shop, sessions);
		Instant middle = begin.plusMillis((Instant.now().toEpochMilli() - begin.toEpochMilli()) / 2);
		System.out.printf("memory per session: %,d B without, %,d B with an index: %,d B more%n", plain / sessions,
				indexed / sessions, (indexed - plain) / sessions);
		ask(site, SessionQuery.accessed(null, middle));
		LettuceConnectionFactory other = this.address.newConnectionFactory();
		ScaleShop writer = new ScaleShop(new QuerySite(other, backend, QuerySite.DECLARED));
		for (SessionSort sort : List.of(SessionSort.NEWEST_FIRST, SessionSort.OLDEST_FIRST)) {
			new ScaleWalk(site, writer, shop.large()).run(sort);
		}
		other.destroy();
		flush();
	}

	private static void ask(QuerySite site, SessionQuery unused) throws Exception {
		SessionQuery large = SessionQuery.where("tenant").is(ScaleShop.LARGE);
		SessionQuery small = SessionQuery.where("tenant").is("tenant-3");
		SessionQuery two = large.and(SessionQuery.where("sku").is("SKU-00007"));
		SessionQuery range = SessionQuery.where("total").between(100, 101);
		page(site, "tenant with 40 %", large);
		page(site, "tenant with 3 %", small);
		page(site, "tenant and SKU", two);
		page(site, "total from 100 to 101", range);
		page(site, "user", SessionQuery.principal("user-7"));
		page(site, "all", SessionQuery.all());
		page(site, "not the large tenant", large.not());
		page(site, "last used in the first half", unused);
		time("countBy tenant", () -> site.search.countBy("tenant").size());
		time("countBy SKU", () -> site.search.countBy("sku").size());
		time("countBy SKU of one tenant", () -> site.search.countBy("sku", large).size());
		time("countBy tenant, last used in the first half", () -> site.search.countBy("tenant", unused).size());
	}

	private static void page(QuerySite site, String what, SessionQuery query) throws Exception {
		time("first page and total: " + what, () -> site.search.find(query, PageRequest.first(50)).total());
	}

	private static void time(String what, Callable<?> query) throws Exception {
		Object result = null;
		long[] nanos = new long[RUNS];
		for (int i = 0; i < RUNS; i++) {
			long start = System.nanoTime();
			result = query.call();
			nanos[i] = System.nanoTime() - start;
		}
		long first = nanos[0];
		Arrays.sort(nanos);
		System.out.printf("%s: %s, first %d ms, median %d ms, slowest %d ms%n", what, result, millis(first),
				millis(nanos[RUNS / 2]), millis(nanos[RUNS - 1]));
	}

	private static long millis(long nanos) {
		return TimeUnit.NANOSECONDS.toMillis(nanos);
	}

	private long fill(ScaleShop shop, int sessions) throws Exception {
		long before = memory();
		long start = System.nanoTime();
		shop.fill(sessions);
		System.out.printf("filled in %d ms%n", millis(System.nanoTime() - start));
		return memory() - before;
	}

	private long memory() {
		return Long.parseLong(info("memory").getProperty("used_memory"));
	}

	private Properties info(String section) {
		try (RedisConnection connection = this.factory.getConnection()) {
			return connection.serverCommands().info(section);
		}
	}

	private void flush() {
		try (RedisConnection connection = this.factory.getConnection()) {
			connection.serverCommands().flushAll();
		}
	}

}
