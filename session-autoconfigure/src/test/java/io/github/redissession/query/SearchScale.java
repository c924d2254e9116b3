package io.github.redissession.query;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Measures questions over many sessions on an empty server without a password. Not a
 * test; arguments: port, backend, number of sessions.
 */
final class SearchScale {

	private SearchScale() {
	}

	public static void main(String[] arguments) throws Exception {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("127.0.0.1", Integer.parseInt(arguments[0])));
		factory.afterPropertiesSet();
		factory.start();
		SearchBackend backend = SearchBackend.valueOf(arguments[1]);
		int sessions = Integer.parseInt(arguments[2]);
		long plain = fill(factory, new QuerySite(factory, SearchBackend.NONE, List.of()), sessions / 10);
		flush(factory);
		QuerySite site = new QuerySite(factory, backend, QuerySite.DECLARED);
		site.search.count(SessionQuery.all());
		long indexed = fill(factory, site, sessions);
		System.out.printf("memory per session: %d B without, %d B with%n", plain / (sessions / 10), indexed / sessions);
		SessionQuery query = SessionQuery.where("tenant").is("north");
		for (int i = 0; i < 5; i++) {
			time("first page and total", () -> site.search.find(query, PageRequest.first(50)).total());
			time("count", () -> site.search.count(query));
			time("count of all", () -> site.search.count(SessionQuery.all()));
			time("countBy tenant", () -> site.search.countBy("tenant").size());
			time("countBy sku", () -> site.search.countBy("sku").size());
			time("first page of two conditions",
					() -> site.search.find(query.and(SessionQuery.where("sku").is("sku7")), PageRequest.first(50))
						.total());
		}
		time("walk of all pages", () -> site.all(query, PageRequest.first(1000)).size());
		factory.destroy();
	}

	private static void time(String what, Callable<?> question) throws Exception {
		long start = System.nanoTime();
		Object answer = question.call();
		System.out.printf("%s: %s in %d ms%n", what, answer, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
	}

	private static long fill(LettuceConnectionFactory factory, QuerySite site, int sessions) throws Exception {
		long before = memory(factory);
		ExecutorService threads = Executors.newFixedThreadPool(16);
		List<Future<?>> all = new ArrayList<>();
		for (int thread = 0; thread < 16; thread++) {
			int first = thread;
			all.add(threads.submit(() -> {
				for (int i = first; i < sessions; i += 16) {
					String[] skus = new String[2 + i % 2];
					for (int sku = 0; sku < skus.length; sku++) {
						skus[sku] = "sku" + (i * 7 + sku * 31) % 500;
					}
					site.begin(null, "north", (double) (i % 1000), skus);
				}
			}));
		}
		for (Future<?> one : all) {
			one.get();
		}
		threads.shutdown();
		return memory(factory) - before;
	}

	private static long memory(LettuceConnectionFactory factory) {
		try (RedisConnection connection = factory.getConnection()) {
			return Long.parseLong(connection.serverCommands().info("memory").getProperty("used_memory"));
		}
	}

	private static void flush(LettuceConnectionFactory factory) {
		try (RedisConnection connection = factory.getConnection()) {
			connection.serverCommands().flushAll();
		}
	}

}
