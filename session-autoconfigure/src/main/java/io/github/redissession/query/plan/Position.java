package io.github.redissession.query.plan;

import java.util.Comparator;

/**
 * A place in an order of sessions, whether there is a session or not.
 *
 * @param key what the order is about, for example a time in ms
 * @param id the id of the session that is, or was, there
 */
public record Position(long key, String id) implements Comparable<Position> {

	private static final Comparator<Position> ORDER = Comparator.comparingLong(Position::key)
		.thenComparing(Position::id);

	@Override
	public int compareTo(Position other) {
		return ORDER.compare(this, other);
	}

}
