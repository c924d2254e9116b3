package io.github.redissession.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.redissession.Device;
import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.resilience.CircuitGuard;
import io.github.redissession.resilience.CircuitSettings;
import io.github.redissession.resilience.JournalSettings;
import io.github.redissession.resilience.OutageJournal;
import io.github.redissession.resilience.ResilienceLayer;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.InMemorySessionStore;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests to sensitive paths that go on with what this instance knows of a session.
 */
class LocalOutageTests {

	private static final String LOGIN = "SPRING_SECURITY_CONTEXT";

	private static final Duration SENSITIVE = Duration.ofMinutes(10);

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private final InstantSource clock = InstantSource.system();

	private final SessionStore memory = new InMemorySessionStore(this.clock);

	private final OutageJournal local = new OutageJournal(new JournalSettings(1_000_000, 10));

	private final CircuitGuard guard = new CircuitGuard(
			new CircuitSettings(Duration.ofSeconds(10), Duration.ofSeconds(10), 50, 20, 5, Duration.ofMinutes(1), 1),
			() -> CompletableFuture.completedFuture(null), new SessionObserver() {
			}, this.clock);

	private final StoredSessionRepository repository = new StoredSessionRepository(
			new ResilienceLayer(this.memory, this.guard, this.local), SessionLookup.NONE,
			TestSettings.of(new StringCodec(), (principal) -> TERMS, (session) -> session.getAttribute(LOGIN),
					this.clock, List.of(), new Outages(OutageMode.LOCAL, this.local, (name) -> false)),
			TimeBudget.Budgets.of(Duration.ofSeconds(5)));

	private final String id = SessionToken.random().id();

	@BeforeEach
	void aSessionIsIdleForTwentyMinutesWhenAnOutageBegins() {
		this.memory.save(SessionDelta.create(this.id, TERMS, Duration.ofMinutes(25))
			.accessedAgo(Duration.ofMinutes(20))
			.detail(SessionRecord.PRINCIPAL, "alice")
			.attribute(LOGIN, new StringCodec().encode(LOGIN, "alice"))
			.build());
		new SessionRequest(() -> true, ExpiryTerms.NEVER, () -> Device.UNKNOWN, null).enter();
		assertThat(this.repository.findById(this.id)).isNotNull();
		this.guard.registry().getAllCircuitBreakers().forEach(CircuitBreaker::transitionToForcedOpenState);
	}

	@AfterEach
	void leave() {
		SessionRequest.leave(null);
		this.guard.close();
	}

	@Test
	void theSensitivePathAsksForALogin() {
		assertThat(request(SENSITIVE)).isNull();
	}

	@Test
	void theSensitivePathAsksForALoginAfterTheFrontPageToo() {
		assertThat(request(ExpiryTerms.NEVER)).isEqualTo("alice");
		assertThat(request(SENSITIVE)).isNull();
	}

	@Test
	void aNewLoginOpensTheSensitivePath() {
		assertThat(request(SENSITIVE)).isNull();
		new SessionRequest(() -> false, ExpiryTerms.NEVER, () -> Device.UNKNOWN, null).enter();
		StoredSession session = this.repository.findById(this.id);
		session.setAttribute(LOGIN, "alice");
		session.changeSessionId();
		this.repository.save(session);
		new SessionRequest(() -> false, SENSITIVE, () -> Device.UNKNOWN, null).enter();
		StoredSession after = this.repository.findById(session.getId());
		assertThat(after.<String>getAttribute(LOGIN)).isEqualTo("alice");
	}

	private @Nullable String request(Duration sensitiveIdleTimeout) {
		new SessionRequest(() -> false, sensitiveIdleTimeout, () -> Device.UNKNOWN, null).enter();
		StoredSession session = this.repository.findById(this.id);
		session.setLastAccessedTime(this.clock.instant());
		String login = session.getAttribute(LOGIN);
		this.repository.save(session);
		return login;
	}

}
