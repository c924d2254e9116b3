package io.github.redissession.query;

/**
 * How many sessions have a value.
 *
 * @param value the value, of a very long one its beginning
 * @param count the number of sessions, positive
 */
public record ValueCount(String value, long count) {

}
