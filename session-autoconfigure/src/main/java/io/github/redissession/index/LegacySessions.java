package io.github.redissession.index;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.Device;
import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionToken;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * The sessions of another store, which this one takes over when their clients come.
 * <p>
 * A legacy id is a credential, because its client sends it as its cookie. So it is
 * neither logged nor given to the application.
 */
public interface LegacySessions {

	/** No other store. */
	LegacySessions NONE = new LegacySessions() {

		@Override
		public @Nullable String id(String value) {
			return null;
		}

		@Override
		public CompletionStage<Adopted> adopt(String legacyId, SessionStore store, Device device) {
			return CompletableFuture.failedFuture(new IllegalArgumentException("There is no other store"));
		}

	};

	/**
	 * Recognizes the id of another store.
	 * @param value what a client has sent as its token
	 * @return the id, {@code null} if the value does not have the form of one
	 */
	@Nullable String id(String value);

	/**
	 * Returns the session that takes the place of a legacy one, which is then removed.
	 * Simultaneous calls for the same id return the same session.
	 * @param legacyId the id of the other store
	 * @param store where the session is kept from now on
	 * @param device where the request comes from
	 * @return the session. It fails with a {@link SessionStoreException} if the outcome
	 * is unknown; a later call then goes on from there
	 */
	CompletionStage<Adopted> adopt(String legacyId, SessionStore store, Device device);

	/**
	 * The session in the place of a legacy one.
	 *
	 * @param token its token
	 * @param record the session, {@code null} if there is none
	 */
	record Adopted(SessionToken token, @Nullable SessionRecord record) {

	}

}
