package io.github.redissession.cache;

/**
 * A read under way, whose result may be cached.
 *
 * @param id the id of the session
 * @param epoch the epoch in which it began
 * @param stamp the stamp of the session at that time
 * @param asked the {@link System#nanoTime()} at that time
 */
record CacheLoad(String id, Epoch epoch, long stamp, long asked) {

}
