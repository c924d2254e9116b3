package io.github.redissession.index;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.spi.Admission;
import io.github.redissession.spi.SessionLimit;

/**
 * Lists of session ids that the store keeps in step with the sessions as
 * {@link IndexRule}s say. An index is a hint: it holds the id of every session that
 * belongs into it, and may hold ids whose session has ended, or is not stored yet.
 * Whoever reads one asks the store for the sessions, and tells {@link #drop} what was not
 * there.
 * <p>
 * All methods wait for nothing, never throw, and complete exceptionally with a
 * {@link SessionStoreException} if the store cannot answer.
 */
public interface SessionIndex {

	/**
	 * The sessions in an index.
	 * @param index the index
	 * @return the entries, the session that ends first first
	 */
	CompletionStage<List<Entry>> list(IndexName index);

	/**
	 * Forgets sessions that were not found. One that was put into the index again since
	 * it was listed stays.
	 * @param index the index
	 * @param entries what was listed and is not there
	 * @return completes when they are forgotten
	 */
	CompletionStage<@Nullable Void> drop(IndexName index, Collection<Entry> entries);

	/**
	 * Decides whether a session may be added, and reserves its place if so. Any number of
	 * decisions at the same time never exceed the limit.
	 * @param index the index
	 * @param limit how many sessions it may hold
	 * @param id the id of the new session, which is not stored yet
	 * @param previousId the id which that session has in the index so far, {@code null}
	 * if it is not there; its place is used
	 * @param absent ids whose sessions were not found; they do not count, unless they
	 * were added so lately that their sessions may be about to be stored
	 * @return the decision
	 */
	CompletionStage<Admission> admit(IndexName index, SessionLimit limit, String id, @Nullable String previousId,
			Collection<String> absent);

	/**
	 * A session in an index.
	 *
	 * @param id its id
	 * @param version tells whether it was put there again
	 */
	record Entry(String id, String version) {

	}

}
