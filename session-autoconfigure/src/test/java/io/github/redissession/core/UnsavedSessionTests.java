package io.github.redissession.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.redissession.Device;
import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.InMemorySessionStore;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.testing.TestSettings;

import static io.github.redissession.StoreFailureConditions.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sessions that end in the request that has begun them.
 */
class UnsavedSessionTests {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T12:00:00Z"));

	private final List<String> calls = new ArrayList<>();

	private final SessionStore memory = new InMemorySessionStore(CLOCK);

	private boolean away;

	private final StoredSessionRepository repository = new StoredSessionRepository(new FlakyStore(), SessionLookup.NONE,
			TestSettings.of(new StringCodec(), (principal) -> TERMS,
					(session) -> session.getAttribute("SPRING_SECURITY_CONTEXT"), CLOCK, List.of()),
			TimeBudget.Budgets.of(Duration.ofSeconds(5)));

	@BeforeEach
	void begin() {
		SessionRequest request = new SessionRequest(() -> false, ExpiryTerms.NEVER, () -> Device.UNKNOWN,
				OutageMode.ANONYMOUS);
		request.enter();
	}

	@AfterEach
	void leave() {
		SessionRequest.leave(null);
	}

	@Test
	void nobodyIsAskedToEndWhatNobodyHasHeardOf() {
		StoredSession session = this.repository.createSession();
		session.setAttribute("a", "1");
		session.changeSessionId();
		this.away = true;
		this.repository.deleteById(session.getId());
		assertThat(this.calls).isEmpty();
		assertThat(SessionRequest.current().isOutage()).isFalse();
	}

	@Test
	void whatHasEndedIsNotBegunAfterwards() {
		StoredSession session = this.repository.createSession();
		session.setAttribute("a", "1");
		this.repository.deleteById(session.getId());
		this.repository.save(session);
		assertThat(this.calls).isEmpty();
		assertThat(session.getToken()).isNull();
	}

	@Test
	void whatMayHaveBegunIsEnded() {
		StoredSession session = this.repository.createSession();
		session.setAttribute("a", "1");
		this.away = true;
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> this.repository.save(session));
		this.away = false;
		this.repository.deleteById(session.getId());
		assertThat(this.calls).containsExactly("save", "delete");
	}

	@Test
	void noClientHasHeardOfWhatMayHaveBegun() {
		StoredSession session = this.repository.createSession();
		session.setAttribute("a", "1");
		this.away = true;
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> this.repository.save(session));
		this.repository.deleteById(session.getId());
		assertThat(this.calls).containsExactly("save", "delete");
	}

	@Test
	void aNewIdDoesNotHideWhatMayHaveBegunUnderTheOldOne() {
		StoredSession session = this.repository.createSession();
		session.setAttribute("a", "1");
		this.away = true;
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> this.repository.save(session));
		this.away = false;
		session.changeSessionId();
		this.repository.deleteById(session.getId());
		assertThat(this.calls).containsExactly("save", "delete");
	}

	@Test
	void whoCouldNotBeLookedUpIsNotToldToHaveLoggedOut() {
		this.away = true;
		assertThat(this.repository.findById(SessionToken.random().id())).isNull();
		this.away = false;
		StoredSession session = this.repository.createSession();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.repository.deleteById(session.getId()))
			.has(reason(Reason.UNAVAILABLE));
	}

	/**
	 * Does what it is asked, unless it is away: then nobody knows.
	 */
	private final class FlakyStore implements SessionStore {

		@Override
		public CompletionStage<@Nullable SessionRecord> find(String id) {
			return answer("find", UnsavedSessionTests.this.memory.find(id));
		}

		@Override
		public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
			return answer("findAll", UnsavedSessionTests.this.memory.findAll(ids));
		}

		@Override
		public CompletionStage<SaveResult> save(SessionDelta delta) {
			return answer("save", UnsavedSessionTests.this.memory.save(delta));
		}

		@Override
		public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
			return answer("delete", UnsavedSessionTests.this.memory.delete(end));
		}

		private <T extends @Nullable Object> CompletionStage<T> answer(String call, CompletionStage<T> answer) {
			UnsavedSessionTests.this.calls.add(call);
			return UnsavedSessionTests.this.away
					? CompletableFuture.failedFuture(new SessionStoreException(Reason.UNAVAILABLE, "away")) : answer;
		}

		@Override
		public List<String> layers() {
			return List.of("flaky");
		}

	}

}
