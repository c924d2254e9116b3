package io.github.redissession.chaos;

import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * What has happened so far, and what must not have.
 */
final class ChaosReport {

	/** How much longer than an election requests may fail. */
	static final Duration GRACE = Duration.ofSeconds(5);

	private final AtomicLong requests = new AtomicLong();

	private final AtomicLong errors = new AtomicLong();

	private final AtomicLong logins = new AtomicLong();

	private final AtomicLong logouts = new AtomicLong();

	private final List<String> violations = new ArrayList<>();

	private final Map<String, List<Duration>> windows = new TreeMap<>();

	private @Nullable Long lastError;

	void answered() {
		this.requests.incrementAndGet();
	}

	synchronized void failed() {
		this.requests.incrementAndGet();
		this.errors.incrementAndGet();
		this.lastError = System.nanoTime();
	}

	/**
	 * Waits until no request has failed for a while, so that the next fault is not blamed
	 * for what was wrong before.
	 */
	void awaitCalm(Duration calm, Duration atMost) {
		long begun = System.nanoTime();
		while (System.nanoTime() - begun < atMost.toNanos()) {
			Long last = lastError();
			long quietSince = (last != null && last > begun) ? last : begun;
			if (System.nanoTime() - quietSince >= calm.toNanos()) {
				return;
			}
			ChaosFaults.pause(Duration.ofMillis(50));
		}
		log("requests go on failing without a fault: the machine is too busy, and the next times mean little");
	}

	private synchronized @Nullable Long lastError() {
		return this.lastError;
	}

	void loggedIn() {
		this.logins.incrementAndGet();
	}

	void loggedOut() {
		this.logouts.incrementAndGet();
	}

	synchronized void violation(String text) {
		this.violations.add(text);
		log("VIOLATION " + text);
	}

	/**
	 * Ends the time in which requests may fail because of a fault.
	 * @param fault its name
	 * @param since when requests should have begun to work again, apart from the election
	 * @param election how long the servers needed to agree on another primary
	 */
	synchronized void judge(String fault, long since, Duration election) {
		Long last = this.lastError;
		Duration window = (last != null && last > since) ? Duration.ofNanos(last - since) : Duration.ZERO;
		this.windows.computeIfAbsent(fault, (name) -> new ArrayList<>()).add(window);
		log("%s: election %d ms, errors for %d ms".formatted(fault, election.toMillis(), window.toMillis()));
		if (window.compareTo(election.plus(GRACE)) > 0) {
			violation("%s: requests failed for %s, election %s".formatted(fault, window, election));
		}
	}

	synchronized boolean print(Duration took) {
		System.out.printf("%n%d s, %d requests, %d failed, %d logins, %d logouts%n", took.toSeconds(),
				this.requests.get(), this.errors.get(), this.logins.get(), this.logouts.get());
		System.out.printf("%n| fault | times | errors at most | errors on average |%n|---|---|---|---|%n");
		this.windows.forEach((fault, all) -> System.out.printf("| %s | %d | %d ms | %d ms |%n", fault, all.size(),
				all.stream().mapToLong(Duration::toMillis).max().orElse(0),
				(long) all.stream().mapToLong(Duration::toMillis).average().orElse(0)));
		System.out.printf("%n%d violations%n", this.violations.size());
		this.violations.forEach(System.out::println);
		return this.violations.isEmpty();
	}

	static void log(String text) {
		System.out.println(LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
	}

}
