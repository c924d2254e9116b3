package io.github.redissession.query;

/**
 * The number of sessions that have a value.
 *
 * @param value the value; a very long one is cut to its beginning
 * @param count the number of sessions, at least 1
 */
public record ValueCount(String value, long count) {

}
