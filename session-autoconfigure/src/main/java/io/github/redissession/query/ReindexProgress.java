package io.github.redissession.query;

/**
 * How far a re-index has come.
 *
 * @param looked how many sessions it has looked at
 * @param changed how many of them have got other values
 * @param failed how many could not be indexed, because an attribute is unreadable or was
 * just changing; those that change are indexed by their own request
 * @param done whether it is over
 */
public record ReindexProgress(long looked, long changed, long failed, boolean done) {

}
