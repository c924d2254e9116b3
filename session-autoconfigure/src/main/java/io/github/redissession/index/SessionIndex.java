package io.github.redissession.index;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.spi.Admission;
import io.github.redissession.spi.SessionLimit;

/**
 * Lists of session ids that the store updates with the sessions, as {@link IndexRule}s
 * decide. An index is a hint: it contains the id of every session that belongs in it, and
 * may contain ids of sessions that have ended or are not stored yet. The reader of an
 * index reads the sessions from the store, and passes the missing ones to {@link #drop}.
 * <p>
 * All methods wait for nothing, never throw, and complete exceptionally with a
 * {@link SessionStoreException} if the store cannot answer.
 */
public interface SessionIndex {

	/**
	 * Returns the sessions in an index.
	 * @param index the index
	 * @return the entries, sorted by the end of their sessions
	 */
	CompletionStage<List<Entry>> list(IndexName index);

	/**
	 * Removes the entries of sessions that were not found. An entry that was added again
	 * since it was listed stays.
	 * @param index the index
	 * @param entries the entries of missing sessions
	 * @return completes when they are removed
	 */
	CompletionStage<@Nullable Void> drop(IndexName index, Collection<Entry> entries);

	/**
	 * Decides whether a session may be added, and reserves its place if so. Any number of
	 * decisions at the same time never exceed the limit.
	 * @param index the index
	 * @param limit the limit of the index
	 * @param id the id of the new session, which is not stored yet
	 * @param previousId the id which that session has in the index until now,
	 * {@code null} if it is not in the index; its place is used
	 * @param absent ids whose sessions were not found; they do not count, unless they
	 * were added so recently that their sessions may be about to be stored
	 * @return the decision
	 */
	CompletionStage<Admission> admit(IndexName index, SessionLimit limit, String id, @Nullable String previousId,
			Collection<String> absent);

	/**
	 * A session in an index.
	 *
	 * @param id its id
	 * @param version changes when the entry is added again
	 */
	record Entry(String id, String version) {

	}

}
