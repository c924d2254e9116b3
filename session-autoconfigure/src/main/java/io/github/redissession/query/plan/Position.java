package io.github.redissession.query.plan;

import java.util.Comparator;

/**
 * A position in an order of sessions, at which there need not be a session.
 *
 * @param key the sort key, for example a time in ms since the epoch
 * @param id the id of the session that is, or was, at this position
 */
public record Position(long key, String id) implements Comparable<Position> {

	private static final Comparator<Position> ORDER = Comparator.comparingLong(Position::key)
		.thenComparing(Position::id);

	@Override
	public int compareTo(Position other) {
		return ORDER.compare(this, other);
	}

}
