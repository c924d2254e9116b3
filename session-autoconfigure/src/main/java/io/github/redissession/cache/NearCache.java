package io.github.redissession.cache;

import org.jspecify.annotations.Nullable;

/**
 * Sessions that this node has read lately and keeps in its own memory. There is one if
 * {@code redis-session.near-cache.enabled} is set.
 */
public interface NearCache {

	/**
	 * How the cache does. Counting what it holds takes some time, so this is for a look
	 * now and then.
	 * @return a snapshot; the counts are since the start of the application
	 */
	Statistics statistics();

	/**
	 * How the cache does.
	 *
	 * @param on whether it answers
	 * @param reason why it does not, {@code null} if it does
	 * @param sessions how many sessions it holds
	 * @param bytes how much memory they take, about
	 * @param hits how many reads it has answered
	 * @param misses how many reads it has left to the store
	 * @param invalidations how many sessions it has dropped because they were changed or
	 * have ended
	 * @param evictions how many sessions it has dropped for lack of room
	 * @param flushes how often it has dropped everything
	 */
	record Statistics(boolean on, @Nullable String reason, long sessions, long bytes, long hits, long misses,
			long invalidations, long evictions, long flushes) {

	}

}
