package io.github.redissession.index;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;

/**
 * The keys of Spring Session Data Redis in the same Redis. All stages fail with a
 * {@link SessionStoreException} if it does not answer.
 */
public interface LegacyStore {

	/**
	 * Reads the hash of a session. If it has no time to live, it gets one, so that what a
	 * late write has left over does not stay for ever.
	 * @param legacyId the id of the session
	 * @return the hash, {@code null} if there is none
	 */
	CompletionStage<@Nullable Hash> read(String legacyId);

	/**
	 * Removes all keys and entries of a session.
	 * @param legacyId the id of the session
	 * @param member the id as it is serialized in sets
	 * @param user the user who is logged in, or {@code null}
	 * @return completes when all of them are removed
	 */
	CompletionStage<@Nullable Void> remove(String legacyId, byte[] member, @Nullable String user);

	/**
	 * Returns the secret from which tokens are derived, the same on all instances.
	 * @param proposal becomes the secret if there is none
	 * @return the secret
	 */
	CompletionStage<byte[]> secret(byte[] proposal);

	/**
	 * Counts sessions by a scan of the keys, not for the path of a request.
	 * @param most the number of keys, about, after which the scan ends
	 * @return the number of sessions found; {@code null} if that is not allowed
	 */
	CompletionStage<@Nullable Count> count(int most);

	/**
	 * The hash of a session.
	 *
	 * @param fields its serialized fields
	 * @param observed the time by the clock of Redis
	 * @param until when it expires by that clock
	 */
	record Hash(Map<String, byte[]> fields, Instant observed, Instant until) {

	}

	/**
	 * The result of a scan.
	 *
	 * @param sessions the number of sessions that were seen
	 * @param complete whether all keys were seen
	 */
	record Count(long sessions, boolean complete) {

	}

}
