package io.github.redissession.index;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.spi.SessionRecord;

/**
 * Reads many sessions and large indexes in steps. The content of an index is a hint, as
 * {@link SessionIndex} explains.
 * <p>
 * All methods wait for nothing, never throw, and complete exceptionally with a
 * {@link SessionStoreException} if the store cannot answer.
 */
public interface SessionCatalog {

	/** Returns the expiry indexes, which together contain every session. */
	List<IndexName> everything();

	/**
	 * Reads sessions without their attributes.
	 * @param ids the ids of the sessions
	 * @return the sessions that exist and have not ended, by id
	 */
	CompletionStage<Map<String, SessionRecord>> look(Collection<String> ids);

	/**
	 * Reads a part of an index, in the order of scores and then of names.
	 * @param index the index
	 * @param range the scores
	 * @param after the entry after which the page begins, {@code null} for the beginning;
	 * it need not exist any more
	 * @param descending whether to begin with the highest score
	 * @param max the greatest number of entries
	 * @return the entries, fewer than {@code max} if there are no more
	 */
	CompletionStage<List<Entry>> page(IndexName index, ScoreRange range, @Nullable Entry after, boolean descending,
			int max);

	/**
	 * Reads a part of an index in no order. All steps together read at least once what is
	 * in the index all the time.
	 * @param index the index
	 * @param cursor the cursor of the previous step, "0" for the first one
	 * @param count the approximate number of entries
	 * @return the ids of some sessions
	 */
	CompletionStage<Scan> scan(IndexName index, String cursor, int count);

	/**
	 * Counts the sessions of indexes that sort them by their end.
	 * @param indexes the indexes
	 * @return the numbers, in the same order
	 */
	CompletionStage<List<Tally>> count(List<IndexName> indexes);

	/**
	 * Counts the entries of an index that have a score in a range.
	 * @param index the index
	 * @param range the scores
	 * @return the number
	 */
	CompletionStage<Long> size(IndexName index, ScoreRange range);

	/**
	 * Removes entries that do not belong in an index, unless they do by now.
	 * @param index the index
	 * @param entries the entries that were read
	 * @return completes when they are removed
	 */
	CompletionStage<@Nullable Void> drop(IndexName index, Collection<Entry> entries);

	/**
	 * Writes details that follow from attributes, and indexes the session by them, unless
	 * one of the attributes has changed since the session was read.
	 * @param session the session with its attributes
	 * @param details new values by name, {@code null} for those that are removed
	 * @param attributes the names of the attributes from which they follow
	 * @return {@code false} if an attribute has changed
	 */
	CompletionStage<Boolean> reindex(SessionRecord session, Map<String, @Nullable String> details,
			Set<String> attributes);

	/**
	 * An entry of an index.
	 *
	 * @param name its name
	 * @param score its score
	 * @param version changes when the entry is added again; empty if that is unknown
	 */
	record Entry(String name, double score, String version) {

		/**
		 * Returns the id of the session of this entry.
		 * @return the id
		 */
		public String id() {
			int end = this.name.indexOf(' ');
			return this.name.substring(this.name.startsWith("+") ? 1 : 0, (end < 0) ? this.name.length() : end);
		}

	}

	/**
	 * A part of an index.
	 *
	 * @param ids the ids of sessions, possibly none
	 * @param cursor the cursor of the next step, "0" after the last one
	 */
	record Scan(List<String> ids, String cursor) {

	}

	/**
	 * The number of sessions in an index.
	 *
	 * @param certain the number of sessions that cannot have ended yet
	 * @param uncertain the number of other sessions, whose scores are in a range
	 * @param range that range
	 */
	record Tally(long certain, long uncertain, ScoreRange range) {

	}

}
