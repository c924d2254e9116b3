package io.github.redissession.query.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.SessionSort;
import io.github.redissession.query.engine.Evaluation.Match;
import io.github.redissession.query.plan.Position;
import io.github.redissession.spi.SessionRecord;

/**
 * Keeps the first sessions in an order, of which it is given any number.
 */
final class Selection {

	private final SessionSort sort;

	private final boolean byPosition;

	private final Comparator<Position> order;

	private final @Nullable Position after;

	private final int max;

	private final TreeMap<Position, SessionRecord> first;

	private long total;

	/**
	 * Begins a selection.
	 * @param sort the order
	 * @param byPosition whether the order is that in which candidates are found
	 * @param after the position behind which it begins, {@code null} for the beginning
	 * @param max how many are kept
	 */
	Selection(SessionSort sort, boolean byPosition, @Nullable Position after, int max) {
		this.sort = sort;
		this.byPosition = byPosition;
		this.order = isDescending(sort) ? Comparator.reverseOrder() : Comparator.naturalOrder();
		this.after = after;
		this.max = max;
		this.first = new TreeMap<>(this.order);
	}

	static boolean isDescending(SessionSort sort) {
		return sort == SessionSort.NEWEST_FIRST || sort == SessionSort.LAST_USED_FIRST;
	}

	static boolean isByBeginning(SessionSort sort) {
		return sort == SessionSort.NEWEST_FIRST || sort == SessionSort.OLDEST_FIRST;
	}

	void add(Match match) {
		this.total++;
		Position position = this.byPosition ? match.position() : position(match.session());
		if (this.after != null && this.order.compare(position, this.after) <= 0) {
			return;
		}
		this.first.put(position, match.session());
		if (this.first.size() > this.max) {
			this.first.pollLastEntry();
		}
	}

	private Position position(SessionRecord session) {
		Instant expires = session.expires();
		return new Position(switch (this.sort) {
			case NEWEST_FIRST, OLDEST_FIRST -> session.created().toEpochMilli();
			case LAST_USED_FIRST -> session.accessed().toEpochMilli();
			case ENDING_FIRST -> (expires != null) ? expires.toEpochMilli() : Long.MAX_VALUE / 10;
		}, session.id());
	}

	boolean isFull() {
		return this.first.size() == this.max;
	}

	/**
	 * How many it was given.
	 */
	long total() {
		return this.total;
	}

	/**
	 * Takes note of a number that was found in another way.
	 */
	void total(long number) {
		this.total = number;
	}

	List<SessionRecord> sessions() {
		return new ArrayList<>(this.first.values());
	}

	/**
	 * The position of one that is kept.
	 */
	Position position(int number) {
		return new ArrayList<>(this.first.keySet()).get(number);
	}

}
