package io.github.redissession.query.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.SessionSort;
import io.github.redissession.query.engine.QueryBackend.Plan;
import io.github.redissession.query.engine.QueryExecutor.Match;
import io.github.redissession.query.plan.Position;
import io.github.redissession.spi.SessionRecord;

/**
 * Keeps the first sessions of an order out of any number that are added.
 */
final class Selection {

	private final SessionSort sort;

	private final boolean ordered;

	private final Comparator<Position> order;

	private final @Nullable Position after;

	private final int max;

	private final TreeMap<Position, SessionRecord> first;

	private long total;

	/**
	 * Begins a selection.
	 * @param plan how the sessions are found
	 * @param after the position after which the selection begins, {@code null} for the
	 * beginning
	 * @param max the maximum number of sessions to keep
	 */
	Selection(Plan plan, SessionSort sort, @Nullable Position after, int max) {
		this.sort = sort;
		this.ordered = plan.isOrdered() && (sort == SessionSort.NEWEST_FIRST || sort == SessionSort.OLDEST_FIRST);
		this.order = (sort == SessionSort.NEWEST_FIRST || sort == SessionSort.LAST_USED_FIRST)
				? Comparator.reverseOrder() : Comparator.naturalOrder();
		this.after = after;
		this.max = max;
		this.first = new TreeMap<>(this.order);
	}

	/**
	 * Returns whether sessions are found in the order of this selection.
	 */
	boolean isOrdered() {
		return this.ordered;
	}

	boolean isOldestFirst() {
		return this.sort == SessionSort.OLDEST_FIRST;
	}

	/**
	 * Returns the position after which to read, {@code null} for the beginning.
	 */
	@Nullable Position start() {
		return this.ordered ? this.after : null;
	}

	int firstStep() {
		return this.ordered ? Math.min(QueryExecutor.LARGEST_STEP, this.max) : QueryExecutor.LARGEST_STEP;
	}

	void add(Match match) {
		this.total++;
		Position position = this.ordered ? match.position() : position(match.session());
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
	 * Returns the number of matching sessions.
	 */
	long total() {
		return this.total;
	}

	/**
	 * Sets the number of matching sessions if it was determined in another way.
	 */
	void total(long number) {
		this.total = number;
	}

	List<SessionRecord> sessions() {
		return new ArrayList<>(this.first.values());
	}

	/**
	 * Returns the position of the session at an index.
	 */
	Position position(int index) {
		return new ArrayList<>(this.first.keySet()).get(index);
	}

}
