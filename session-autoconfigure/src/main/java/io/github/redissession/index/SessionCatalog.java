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
 * Reads many sessions and large indexes in steps. What an index says is a hint, as
 * {@link SessionIndex} explains.
 * <p>
 * All methods wait for nothing, never throw, and complete exceptionally with a
 * {@link SessionStoreException} if the store cannot answer.
 */
public interface SessionCatalog {

	/** The indexes of when sessions end, in which together every session is. */
	List<IndexName> everything();

	/**
	 * Reads sessions without their attributes.
	 * @param ids the ids of the sessions
	 * @return those that are there and have not ended, by id
	 */
	CompletionStage<Map<String, SessionRecord>> look(Collection<String> ids);

	/**
	 * Reads a part of an index, in the order of scores and then of names.
	 * @param index the index
	 * @param range which scores
	 * @param after the position behind which it begins, {@code null} for the beginning;
	 * nobody needs to be there any more
	 * @param descending whether to begin with the highest score
	 * @param max how many entries at most
	 * @return the entries, fewer than allowed if there are no more
	 */
	CompletionStage<List<Entry>> page(IndexName index, ScoreRange range, @Nullable Entry after, boolean descending,
			int max);

	/**
	 * Reads some of an index in no order. What is in it all the time is read at least
	 * once by all steps together.
	 * @param index the index
	 * @param cursor where the step before has ended, "0" for the first one
	 * @param count about how many
	 * @return the ids of some sessions
	 */
	CompletionStage<Scan> scan(IndexName index, String cursor, int count);

	/**
	 * Counts the sessions of indexes that list them by when they end.
	 * @param indexes the indexes
	 * @return the numbers, in the same order
	 */
	CompletionStage<List<Tally>> count(List<IndexName> indexes);

	/**
	 * How many entries of an index have a score in a range.
	 * @param index the index
	 * @param range which scores
	 * @return the number
	 */
	CompletionStage<Long> size(IndexName index, ScoreRange range);

	/**
	 * Forgets sessions that do not belong into an index, unless they do by now.
	 * @param index the index
	 * @param entries what was read and does not belong there
	 * @return completes when they are forgotten
	 */
	CompletionStage<@Nullable Void> drop(IndexName index, Collection<Entry> entries);

	/**
	 * Writes details that follow from attributes, and lists the session by them, unless
	 * one of the attributes has changed since the session was read.
	 * @param session the session with its attributes
	 * @param details new values by name, {@code null} for those that are removed
	 * @param attributes the names of the attributes from which they follow
	 * @return whether it was done
	 */
	CompletionStage<Boolean> reindex(SessionRecord session, Map<String, @Nullable String> details,
			Set<String> attributes);

	/**
	 * Something in an index.
	 *
	 * @param name its name
	 * @param score its score
	 * @param version tells whether it was put there again; empty if that cannot be told
	 */
	record Entry(String name, double score, String version) {

		/**
		 * The session of this entry.
		 * @return its id
		 */
		public String id() {
			int end = this.name.indexOf(' ');
			return this.name.substring(this.name.startsWith("+") ? 1 : 0, (end < 0) ? this.name.length() : end);
		}

	}

	/**
	 * Some of an index.
	 *
	 * @param ids the ids of sessions, possibly none
	 * @param cursor where the next step begins, "0" if it was the last one
	 */
	record Scan(List<String> ids, String cursor) {

	}

	/**
	 * How many sessions an index has.
	 *
	 * @param certain how many cannot have ended yet
	 * @param uncertain how many others have a score in a range
	 * @param range that range
	 */
	record Tally(long certain, long uncertain, ScoreRange range) {

	}

}
