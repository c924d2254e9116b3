package io.github.redissession.resilience;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;

/**
 * What an instance keeps of sessions during an outage is a store like any other, but for
 * one thing: it fails where it knows nothing of a session, and only the real store could
 * say that there is none.
 */
class OutageJournalContractTests extends SessionStoreContract {

	private final OutageJournal journal = new OutageJournal(new JournalSettings(100_000_000, 10_000));

	@Override
	protected SessionStore store() {
		return new SessionStore() {

			@Override
			public CompletionStage<@Nullable SessionRecord> find(String id) {
				return journal().find(id).exceptionally((ex) -> null);
			}

			@Override
			public CompletionStage<SaveResult> save(SessionDelta delta) {
				return journal().save(delta).exceptionally((ex) -> SaveResult.GONE);
			}

			@Override
			public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
				return journal().findAll(ids);
			}

			@Override
			public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
				return journal().delete(end);
			}

		};
	}

	@Override
	protected boolean knowsWhatDoesNotExist() {
		return false;
	}

	private OutageJournal journal() {
		return this.journal;
	}

}
