package io.github.redissession.query.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.redissession.StoredSession;
import io.github.redissession.query.PageRequest;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionSort;
import io.github.redissession.query.SessionSummary;

/**
 * Reads all pages of the large tenant while another thread begins sessions of it, uses
 * and changes others, moves some to another tenant and back, and ends some. Every session
 * that is there and of this tenant all the time has to be found once, and none twice.
 */
final class ScaleWalk {

	private static final int PAGE = 100;

	private final Random random = new Random(42);

	private final QuerySite reader;

	private final ScaleShop shop;

	private final QuerySite writer;

	private final List<String> staying = new ArrayList<>();

	private final List<String> moving = new ArrayList<>();

	private final Deque<String> going = new ArrayDeque<>();

	private volatile boolean over;

	/**
	 * Prepares a walk.
	 * @param reader reads the pages
	 * @param shop changes sessions meanwhile, over another connection
	 * @param large the sessions that may be there
	 */
	ScaleWalk(QuerySite reader, ScaleShop shop, List<String> large) {
		this.reader = reader;
		this.shop = shop;
		this.writer = shop.site();
		large.forEach(this::choose);
	}

	private void choose(String id) {
		StoredSession session = this.writer.repository.findById(id);
		if (session != null && ScaleShop.LARGE.equals(session.getAttribute("tenant"))) {
			int dice = this.random.nextInt(10);
			if (dice == 0) {
				this.going.add(id);
			}
			else {
				((dice == 1) ? this.moving : this.staying).add(id);
			}
		}
	}

	void run(SessionSort sort) throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(this::write, thread);
		long start = System.nanoTime();
		List<String> found = this.reader
			.all(SessionQuery.where("tenant").is(ScaleShop.LARGE), PageRequest.first(PAGE).sortedBy(sort))
			.stream()
			.map(SessionSummary::id)
			.toList();
		long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
		this.over = true;
		int changes = writer.get(30, TimeUnit.SECONDS);
		thread.shutdown();
		Set<String> once = new HashSet<>(found);
		long missing = this.staying.stream().filter((id) -> !once.contains(id)).count();
		System.out.printf(
				"walk %s: %,d sessions by %d in %d ms, %d changes meanwhile; of %,d that stayed %d missing; %d double%n",
				sort, found.size(), PAGE, millis, changes, this.staying.size(), missing, found.size() - once.size());
	}

	private int write() {
		int changes = 0;
		while (!this.over) {
			switch (this.random.nextInt(5)) {
				case 0 -> this.going.add(this.shop.begin(this.random, "user-7", ScaleShop.LARGE).getId());
				case 1 -> this.writer.repository.deleteById(this.going.remove());
				case 2 -> move(this.moving.get(this.random.nextInt(this.moving.size())));
				default -> change(this.staying.get(this.random.nextInt(this.staying.size())));
			}
			changes++;
		}
		return changes;
	}

	private void move(String id) {
		StoredSession session = this.writer.repository.findById(id);
		session.setAttribute("tenant",
				ScaleShop.LARGE.equals(session.getAttribute("tenant")) ? "else" : ScaleShop.LARGE);
		this.writer.repository.save(session);
	}

	private void change(String id) {
		StoredSession session = this.writer.repository.findById(id);
		session.setAttribute("cart", QuerySite.Cart.of(ScaleShop.total(this.random), ScaleShop.skus(this.random)));
		session.setLastAccessedTime(Instant.now());
		this.writer.repository.save(session);
	}

}
