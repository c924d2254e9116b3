package io.github.redissession.redis.tracking.walk;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Something that happens to servers, connections or nodes, and is over afterwards.
 *
 * @param name what happens
 * @param losesChanges whether changes that were acknowledged may be undone, because two
 * servers are primaries for a while, or because the next one lacks them
 * @param course how it happens
 */
record Trouble(String name, boolean losesChanges, Course course) {

	static Trouble of(String name, Course course) {
		return new Trouble(name, false, course);
	}

	static Trouble losingChanges(String name, Course course) {
		return new Trouble(name, true, course);
	}

	/**
	 * Waits while the walk goes on.
	 */
	static void last(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	static Duration between(Random random, int millis, int most) {
		return Duration.ofMillis(millis + random.nextInt(most - millis + 1));
	}

	/** What happens. */
	@FunctionalInterface
	interface Course {

		/**
		 * Runs until it is over.
		 * @param random decides what is left open
		 * @param onePrimary to call when there is only one primary left of each key; only
		 * needed if changes may be lost
		 */
		void run(Random random, Runnable onePrimary) throws Exception;

	}

}
