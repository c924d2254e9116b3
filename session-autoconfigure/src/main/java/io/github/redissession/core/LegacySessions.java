package io.github.redissession.core;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionToken;
import io.github.redissession.spi.SessionObserver.Refusal;
import io.github.redissession.spi.SessionRecord;

/**
 * The sessions of another store, which this one takes over when their clients come.
 * <p>
 * A legacy id is a credential: its client sends it as its cookie. So it is neither logged
 * nor given to the application.
 */
public interface LegacySessions {

	/** No other store. */
	LegacySessions NONE = new LegacySessions() {

		@Override
		public @Nullable String id(String value) {
			return null;
		}

		@Override
		public CompletionStage<SessionToken> token(String legacyId) {
			throw new UnsupportedOperationException("There is no other store");
		}

		@Override
		public CompletionStage<Found> find(String legacyId, String id) {
			throw new UnsupportedOperationException("There is no other store");
		}

		@Override
		public CompletionStage<@Nullable Void> remove(String legacyId, @Nullable String user) {
			throw new UnsupportedOperationException("There is no other store");
		}

	};

	/**
	 * Recognizes the id of another store.
	 * @param value what a client has sent as its token
	 * @return the id, {@code null} if the value does not have the form of one
	 */
	@Nullable String id(String value);

	/**
	 * Returns the token of the session that takes the place of a legacy one. It is always
	 * the same for the same id, so simultaneous requests of one client meet in one
	 * session, but it cannot be computed from the id alone.
	 * @param legacyId the legacy id
	 * @return the token; fails with a {@link SessionStoreException} if the store does not
	 * answer
	 */
	CompletionStage<SessionToken> token(String legacyId);

	/**
	 * Reads a legacy session.
	 * @param legacyId the legacy id
	 * @param id the id that the session is to have
	 * @return the session, or why there is none; fails with a
	 * {@link SessionStoreException} if the store does not answer
	 */
	CompletionStage<Found> find(String legacyId, String id);

	/**
	 * Removes what the other store has of a session. May be repeated.
	 * @param legacyId the legacy id
	 * @param user the user who is logged in, {@code null} if there is none or the name is
	 * unknown
	 * @return completes when everything is removed; fails with a
	 * {@link SessionStoreException} if that is not known
	 */
	CompletionStage<@Nullable Void> remove(String legacyId, @Nullable String user);

	/**
	 * The answer to a search for a legacy session.
	 *
	 * @param session the session as this store would keep it, its times by the clock of
	 * this store; {@code null} if there is none
	 * @param refusal why there is none, {@code null} if there is one
	 */
	record Found(@Nullable SessionRecord session, @Nullable Refusal refusal) {

	}

}
