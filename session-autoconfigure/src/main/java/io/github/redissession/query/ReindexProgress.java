package io.github.redissession.query;

/**
 * The progress of a re-index.
 *
 * @param looked the number of sessions that were read
 * @param changed the number of sessions whose values have changed
 * @param failed the number of sessions that could not be indexed, because an attribute is
 * unreadable or was written in the meantime; the request that wrote it has indexed it
 * @param done whether the re-index has completed
 */
public record ReindexProgress(long looked, long changed, long failed, boolean done) {

}
