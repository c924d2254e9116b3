package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.redissession.StoredSession;

/**
 * A shop with twenty tenants, of which one has 40 % of all sessions, 500 articles, and
 * users of whom some have several sessions and others are not logged in.
 */
final class ScaleShop {

	static final String LARGE = "north";

	private static final int THREADS = 16;

	private final QuerySite site;

	private final Queue<String> large = new ConcurrentLinkedQueue<>();

	ScaleShop(QuerySite site) {
		this.site = site;
	}

	QuerySite site() {
		return this.site;
	}

	/**
	 * The sessions of the large tenant.
	 */
	List<String> large() {
		return List.copyOf(this.large);
	}

	void fill(int sessions) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		List<Future<?>> all = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			int first = thread;
			all.add(threads.submit(() -> {
				for (int i = first; i < sessions; i += THREADS) {
					begin(i, sessions);
				}
			}));
		}
		for (Future<?> one : all) {
			one.get();
		}
		threads.shutdown();
	}

	private void begin(int number, int sessions) {
		Random random = new Random(number * 7919L);
		String user = (random.nextInt(3) > 0) ? "user-" + random.nextInt(sessions / 2) : null;
		String tenant = (random.nextInt(10) < 4) ? LARGE : "tenant-" + random.nextInt(19);
		String id = begin(random, user, tenant).getId();
		if (tenant.equals(LARGE)) {
			this.large.add(id);
		}
	}

	StoredSession begin(Random random, String user, String tenant) {
		return this.site.begin(user, tenant, total(random), skus(random));
	}

	static double total(Random random) {
		return random.nextInt(50_000) / 100.0;
	}

	static String[] skus(Random random) {
		String[] skus = new String[1 + random.nextInt(4)];
		for (int i = 0; i < skus.length; i++) {
			skus[i] = "SKU-%05d".formatted(random.nextInt(500));
		}
		return skus;
	}

}
