package io.github.redissession.cache;

import org.jspecify.annotations.Nullable;

/**
 * Sessions that this node has read lately and keeps in its own memory. It exists if
 * {@code redis-session.near-cache.enabled} is set.
 */
public interface NearCache {

	/**
	 * Returns how the cache is doing. Counting its entries takes some time, so call it
	 * only now and then.
	 * @return a snapshot; the counts are since the start of the application
	 */
	Statistics statistics();

	/**
	 * State and counts of the cache.
	 *
	 * @param on whether it is in use
	 * @param reason why it is not in use, {@code null} if it is
	 * @param sessions number of cached sessions
	 * @param bytes their approximate size in bytes
	 * @param hits number of reads answered from the cache
	 * @param misses number of reads passed to the store
	 * @param invalidations number of sessions removed because they were changed or ended
	 * @param evictions number of sessions removed for lack of room
	 * @param flushes number of times everything was removed
	 */
	record Statistics(boolean on, @Nullable String reason, long sessions, long bytes, long hits, long misses,
			long invalidations, long evictions, long flushes) {

	}

}
