package io.github.redissession.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.Device;
import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.codec.CodecSettings;
import io.github.redissession.codec.EnvelopeCodec;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.InMemorySessionStore;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreLayer;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The repository and its sessions on a store in memory, with a clock that stands still.
 */
class StoredSessionRepositoryTests {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private static final ExpiryTerms ANONYMOUS = new ExpiryTerms(Duration.ofMinutes(5), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private Instant now = Instant.parse("2026-01-01T12:00:00Z");

	private final List<String> calls = new ArrayList<>();

	private final List<SessionDelta> deltas = new ArrayList<>();

	private final List<String> events = new ArrayList<>();

	private SessionStore memory = new InMemorySessionStore(() -> this.now);

	private final StoredSessionRepository repository = new StoredSessionRepository(new RecordingStore(),
			SessionLookup.NONE,
			TestSettings.of(new StringCodec(), (principal) -> (principal != null) ? TERMS : ANONYMOUS,
					(session) -> session.getAttribute("SPRING_SECURITY_CONTEXT"), () -> this.now,
					List.of(new FailingObserver(), new RecordingObserver())),
			TimeBudget.Budgets.of(Duration.ofSeconds(5)));

	private @Nullable SessionRequest outer;

	private boolean passive;

	private Device device = Device.UNKNOWN;

	@AfterEach
	void leaveRequest() {
		SessionRequest.leave(null);
	}

	@Test
	void aSavedSessionIsFound() {
		StoredSession session = this.repository.createSession();
		session.setAttribute("a", "1");
		this.repository.save(session);
		StoredSession found = this.repository.findById(session.getId());
		assertThat(found.<String>getAttribute("a")).isEqualTo("1");
		assertThat(found.getAttributeNames()).containsExactly("a");
		assertThat(found.getCreationTime()).isEqualTo(this.now);
		assertThat(found.getLastAccessedTime()).isEqualTo(this.now);
		assertThat(found.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(5));
		assertThat(found.getDeadline()).isEqualTo(this.now.plus(Duration.ofHours(12)));
		assertThat(found.getToken()).as("only the client has it now").isNull();
		assertThat(this.repository.findById(SessionToken.random().id())).isNull();
	}

	@Test
	void savingTwiceWritesOnce() {
		StoredSession session = created();
		this.calls.clear();
		session.setLastAccessedTime(this.now);
		this.repository.save(session);
		this.repository.save(session);
		assertThat(this.calls).isEmpty();
	}

	@Test
	void anAccessIsRecordedOncePerTouchInterval() {
		String id = created().getId();
		this.calls.clear();
		for (int second = 0; second < 180; second++) {
			use(id);
			this.now = this.now.plusSeconds(1);
		}
		assertThat(this.calls).filteredOn((call) -> call.startsWith("save")).hasSize(2);
		assertThat(this.events).contains("skipped");
	}

	@Test
	void aChangeRecordsTheAccessWithIt() {
		String id = created().getId();
		this.now = this.now.plusSeconds(10);
		StoredSession session = use(id, (found) -> found.setAttribute("a", "1"));
		assertThat(session.getLastAccessedTime()).isEqualTo(this.now);
		assertThat(this.repository.findById(id).getLastAccessedTime()).isEqualTo(this.now);
	}

	@Test
	void nobodyElsesSavingIsUndone() {
		String id = created().getId();
		StoredSession one = this.repository.findById(id);
		StoredSession other = this.repository.findById(id);
		one.setAttribute("one", "1");
		other.setAttribute("other", "1");
		this.repository.save(one);
		this.repository.save(other);
		assertThat(this.repository.findById(id).getAttributeNames()).containsExactlyInAnyOrder("one", "other");
	}

	@Test
	void anObjectChangedInPlaceIsWrittenAndOneThatIsOnlyReadIsNot() {
		String id = created((session) -> session.setAttribute("text", new StringBuilder("a"))).getId();
		use(id, (session) -> session.<StringBuilder>getAttribute("text").append("b"));
		this.calls.clear();
		use(id, (session) -> assertThat(session.<StringBuilder>getAttribute("text")).hasToString("ab"));
		assertThat(this.calls).containsExactly("find");
	}

	@Test
	void aMapThatIsOnlyReadIsNotWrittenAlthoughItsOrderChanged() {
		EnvelopeCodec codec = new EnvelopeCodec(CodecSettings.of(List.of(), getClass().getClassLoader()));
		StoredSessionRepository json = new StoredSessionRepository(new RecordingStore(), SessionLookup.NONE,
				TestSettings.of(codec, (principal) -> TERMS, (any) -> null, () -> this.now, List.of()),
				TimeBudget.Budgets.of(Duration.ofSeconds(5)));
		Map<String, String> map = new HashMap<>(1 << 14);
		for (int i = 0; i < 30; i++) {
			map.put("key" + i * 7919, "1");
		}
		StoredSession session = json.createSession();
		session.setAttribute("map", map);
		json.save(session);
		session = json.findById(session.getId());
		Map<String, String> read = session.getAttribute("map");
		assertThat(codec.encode("map", read)).isNotEqualTo(codec.encode("map", map));
		this.calls.clear();
		json.save(session);
		assertThat(this.calls).isEmpty();
		read.put("another", "1");
		json.save(session);
		assertThat(this.calls).containsExactly("save UPDATE");
	}

	@Test
	void anObjectChangedAfterItWasSetIsWrittenAsItIsInTheEnd() {
		StringBuilder text = new StringBuilder("a");
		String id = created((session) -> {
			session.setAttribute("text", text);
			text.append("b");
		}).getId();
		use(id, (session) -> assertThat(session.<StringBuilder>getAttribute("text")).hasToString("ab"));
	}

	@Test
	void settingTheSameValueOrNothingWritesNothing() {
		String id = created((session) -> session.setAttribute("a", "1")).getId();
		this.calls.clear();
		use(id, (session) -> {
			session.setAttribute("a", "1");
			session.removeAttribute("b");
			session.setAttribute("c", "1");
			session.setAttribute("c", null);
		});
		assertThat(this.calls).containsExactly("find");
	}

	@Test
	void aRemovedAttributeIsGone() {
		String id = created((session) -> {
			session.setAttribute("a", "1");
			session.setAttribute("b", "1");
		}).getId();
		use(id, (session) -> {
			session.removeAttribute("a");
			assertThat(session.<String>getAttribute("a")).isNull();
			assertThat(session.getAttributeNames()).containsExactly("b");
		});
		assertThat(this.repository.findById(id).getAttributeNames()).containsExactly("b");
	}

	@Test
	void aSavedSessionMayBeChangedAndSavedAgain() {
		StoredSession session = created((created) -> created.setAttribute("a", "1"));
		session.removeAttribute("a");
		this.repository.save(session);
		session.setAttribute("a", "1");
		this.repository.save(session);
		assertThat(this.repository.findById(session.getId()).<String>getAttribute("a")).isEqualTo("1");
	}

	@Test
	void whatCannotBeStoredIsRefusedWhereItIsSet() {
		StoredSession session = this.repository.createSession();
		session.setAttribute("a", "1");
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> session.setAttribute("a", new Object()))
			.withMessageContaining("java.lang.Object");
		this.repository.save(session);
		assertThat(this.repository.findById(session.getId()).<String>getAttribute("a")).isEqualTo("1");
	}

	@Test
	void anUnreadableAttributeIsAbsentAndTheOthersAreNot() {
		String id = created((session) -> session.setAttribute("a", "1")).getId();
		this.memory.save(SessionDelta.update(id, TERMS).attribute("bad", new byte[] { '?' }).build());
		use(id, (session) -> {
			assertThat(session.<String>getAttribute("bad")).isNull();
			assertThat(session.<String>getAttribute("bad")).isNull();
			assertThat(session.<String>getAttribute("a")).isEqualTo("1");
			assertThat(session.getAttributeNames()).containsExactly("a");
			session.setAttribute("b", "1");
		});
		assertThat(this.events).containsOnlyOnce("unreadable bad");
		SessionRecord record = this.memory.find(id).toCompletableFuture().join();
		assertThat(record.attributes()).as("but it is kept, for a version that can read it").containsKey("bad");
		use(id, (session) -> session.setAttribute("bad", "good"));
		assertThat(this.repository.findById(id).<String>getAttribute("bad")).isEqualTo("good");
	}

	@Test
	void savingASessionThatHasEndedIsNoError() {
		StoredSession session = created();
		this.memory.delete(session.getId());
		session.setAttribute("a", "1");
		this.repository.save(session);
		assertThat(this.repository.findById(session.getId())).isNull();
		assertThat(this.events).contains("SAVE GONE");
		assertThat(session.isExpired()).isTrue();
		this.calls.clear();
		this.repository.save(session);
		assertThat(this.calls).isEmpty();
	}

	@Test
	void theSecondFindOfARequestIsFree() {
		String id = created().getId();
		this.calls.clear();
		request();
		StoredSession first = this.repository.findById(id);
		this.repository.save(first);
		assertThat(this.repository.findById(id)).isSameAs(first);
		assertThat(this.calls).containsExactly("find");
		request();
		assertThat(this.repository.findById(id)).as("but the next request reads for itself").isNotSameAs(first);
	}

	@Test
	void aRequestRemembersWhatItHasEnded() {
		String id = created().getId();
		request();
		this.repository.deleteById(id);
		this.calls.clear();
		assertThat(this.repository.findById(id)).isNull();
		assertThat(this.calls).isEmpty();
	}

	@Test
	void aNewIdIsFreeToFindAndTheOldOneTooUntilTheNextRequest() {
		StoredSession session = created((created) -> created.setAttribute("a", "1"));
		String old = session.getId();
		request();
		session = this.repository.findById(old);
		String id = session.changeSessionId();
		assertThat(id).isNotEqualTo(old).isEqualTo(session.getId()).isEqualTo(session.getToken().id());
		this.repository.save(session);
		this.calls.clear();
		assertThat(this.repository.findById(old)).isNull();
		assertThat(this.repository.findById(id)).isSameAs(session);
		assertThat(this.calls).isEmpty();
		request();
		assertThat(this.repository.findById(old)).isNull();
		assertThat(this.repository.findById(id).<String>getAttribute("a")).isEqualTo("1");
	}

	@Test
	void aSessionThatEndsBeforeItsNewIdIsSavedEndsUnderTheOldOne() {
		StoredSession session = this.repository.createSession();
		this.repository.save(session);
		String old = session.getId();
		this.outer = new SessionRequest(() -> false, ExpiryTerms.NEVER, () -> this.device, null).enter();
		StoredSession found = this.repository.findById(old);
		found.changeSessionId();
		this.repository.deleteById(found.changeSessionId());
		assertThat(this.memory.find(old).toCompletableFuture().join()).isNull();
	}

	@Test
	void aNewIdBeforeTheFirstSaveCostsNothing() {
		StoredSession session = this.repository.createSession();
		String first = session.getId();
		session.changeSessionId();
		this.repository.save(session);
		assertThat(this.calls).containsExactly("save CREATE");
		assertThat(this.repository.findById(first)).isNull();
		assertThat(this.repository.findById(session.getId())).isNotNull();
	}

	@Test
	void whatCannotBeAnIdIsNotAskedFor() {
		assertThat(this.repository.findById("user:alice")).isNull();
		this.repository.deleteById("user:alice");
		assertThat(this.calls).isEmpty();
		assertThat(this.events).containsExactly("foreign");
	}

	@Test
	void aLoginMakesTheIdleTimeoutThatOfALogin() {
		String id = created().getId();
		use(id, (session) -> session.setAttribute("SPRING_SECURITY_CONTEXT", "alice"));
		StoredSession session = this.repository.findById(id);
		assertThat(session.getPrincipal()).isEqualTo("alice");
		assertThat(session.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(30));
		use(id, (found) -> found.setMaxInactiveInterval(Duration.ofHours(2)));
		assertThat(this.repository.findById(id).getMaxInactiveInterval()).isEqualTo(Duration.ofHours(2));
		use(id, (found) -> found.setMaxInactiveInterval(Duration.ZERO));
		assertThat(this.repository.findById(id).getMaxInactiveInterval()).isNegative();
		assertThat(this.repository.findById(id).getExpiresAt()).isEqualTo(this.repository.findById(id).getDeadline());
	}

	@Test
	void anIdleTimeoutLongerThanAllowedIsShortened() {
		ExpiryTerms strict = new ExpiryTerms(Duration.ofMinutes(10), ExpiryTerms.NEVER, Duration.ZERO,
				Duration.ofMinutes(14));
		StoredSessionRepository repository = new StoredSessionRepository(new RecordingStore(), SessionLookup.NONE,
				TestSettings.of(new StringCodec(), (principal) -> strict, (session) -> null, () -> this.now, List.of()),
				TimeBudget.Budgets.of(Duration.ofSeconds(5)));
		StoredSession session = repository.createSession();
		session.setMaxInactiveInterval(Duration.ofHours(1));
		assertThat(session.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(14));
		session.setMaxInactiveInterval(ExpiryTerms.NEVER);
		repository.save(session);
		assertThat(repository.findById(session.getId()).getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(14));
		assertThat(ANONYMOUS.allowed(Duration.ofDays(9))).isEqualTo(Duration.ofDays(9));
	}

	@Test
	void aPassiveRequestRecordsNoAccess() {
		String id = created().getId();
		this.now = this.now.plus(Duration.ofMinutes(4));
		this.passive = true;
		request();
		this.calls.clear();
		use(id);
		assertThat(this.calls).containsExactly("find");
		use(id, (session) -> session.setAttribute("a", "1"));
		request();
		assertThat(this.repository.findById(id).getLastAccessedTime()).isEqualTo(this.now.minus(Duration.ofMinutes(4)));
	}

	@Test
	void aPassiveRequestSeesTheEndComeNearer() {
		StoredSession created = created();
		Instant end = created.getExpiresAt();
		this.now = this.now.plus(Duration.ofMinutes(4));
		this.passive = true;
		request();
		assertThat(use(created.getId()).getExpiresAt()).isEqualTo(end);
		this.passive = false;
		request();
		assertThat(use(created.getId()).getExpiresAt()).isEqualTo(end.plus(Duration.ofMinutes(4)));
	}

	@Test
	void aSensitiveRequestAfterALongGapEndsTheLoginAndKeepsTheRest() {
		String id = login();
		this.now = this.now.plus(Duration.ofMinutes(11));
		request(Duration.ofMinutes(10));
		StoredSession session = use(id);
		assertThat(session.<String>getAttribute("SPRING_SECURITY_CONTEXT")).isNull();
		assertThat(session.<String>getAttribute("cart")).isEqualTo("apple");
		request();
		assertThat(this.repository.findById(id).getPrincipal()).as("for good").isNull();
		assertThat(this.repository.findById(id).<String>getAttribute("SPRING_SECURITY_CONTEXT")).isNull();
	}

	@Test
	void lookingAtAnotherPageFirstDoesNotGetPastASensitiveOne() {
		String id = login();
		this.now = this.now.plus(Duration.ofMinutes(11));
		request();
		assertThat(use(id).<String>getAttribute("SPRING_SECURITY_CONTEXT")).isEqualTo("alice");
		request(Duration.ofMinutes(10));
		assertThat(use(id).<String>getAttribute("SPRING_SECURITY_CONTEXT")).isNull();
		request();
		use(id, (session) -> session.setAttribute("SPRING_SECURITY_CONTEXT", "alice"));
		request(Duration.ofMinutes(10));
		assertThat(use(id).<String>getAttribute("SPRING_SECURITY_CONTEXT")).as("after a new login").isEqualTo("alice");
	}

	@Test
	void aSensitiveRequestInTimeIsServed() {
		String id = login();
		this.now = this.now.plus(Duration.ofMinutes(10));
		request(Duration.ofMinutes(10));
		assertThat(use(id).<String>getAttribute("SPRING_SECURITY_CONTEXT")).isEqualTo("alice");
	}

	@Test
	void aSessionThatStricterTermsHaveEndedIsNotFound() {
		String id = SessionToken.random().id();
		ExpiryTerms generous = new ExpiryTerms(Duration.ofHours(2), Duration.ofDays(30), Duration.ZERO);
		this.memory.save(SessionDelta.create(id, generous, Duration.ofHours(13)).accessedAgo(Duration.ZERO).build());
		assertThat(this.repository.findById(id)).as("older than the maximum lifetime in force").isNull();
		String idle = SessionToken.random().id();
		this.memory
			.save(SessionDelta.create(idle, generous, Duration.ofHours(1)).accessedAgo(Duration.ofMinutes(6)).build());
		assertThat(this.repository.findById(idle)).as("idle for longer than the idle timeout in force").isNull();
	}

	@Test
	void theAgeOfASessionThatIsSavedLateIsKept() {
		StoredSession session = this.repository.createSession();
		Instant begun = this.now;
		this.now = this.now.plusSeconds(20);
		this.repository.save(session);
		assertThat(this.repository.findById(session.getId()).getCreationTime()).isEqualTo(begun);
	}

	@Test
	void aClockThatGoesBackwardsDoesNoHarm() {
		String id = created().getId();
		StoredSession session = this.repository.findById(id);
		session.setLastAccessedTime(this.now);
		session.setAttribute("a", "1");
		this.now = this.now.minusSeconds(30);
		this.repository.save(session);
		assertThat(this.deltas.get(this.deltas.size() - 1).times().accessedAgo()).isZero();
		StoredSession early = this.repository.findById(id);
		assertThat(early.isExpired()).isFalse();
	}

	@Test
	void aTimeoutOfItsOwnIsWrittenOnce() {
		StoredSession session = created();
		session.setMaxInactiveInterval(Duration.ofHours(1));
		this.repository.save(session);
		this.calls.clear();
		this.repository.save(session);
		assertThat(this.calls).isEmpty();
	}

	@Test
	void anAccessIsNotRecordedTwiceInOneRequest() {
		String id = created().getId();
		this.now = this.now.plus(Duration.ofMinutes(2));
		StoredSession session = use(id);
		this.calls.clear();
		session.setLastAccessedTime(this.now);
		this.repository.save(session);
		assertThat(this.calls).isEmpty();
	}

	@Test
	void recordingAnAccessIsNotWaitedFor() {
		StoredSession session = created();
		this.now = this.now.plus(Duration.ofMinutes(2));
		session.setLastAccessedTime(this.now);
		this.memory = new SilentStore();
		this.repository.save(session);
		assertThat(this.deltas.get(this.deltas.size() - 1).isTouch()).isTrue();
	}

	@Test
	void aRequestAsksOnceForASessionThatIsGone() {
		String id = created().getId();
		request();
		StoredSession session = this.repository.findById(id);
		this.memory.delete(id);
		session.setAttribute("a", "1");
		this.repository.save(session);
		this.calls.clear();
		assertThat(this.repository.findById(id)).isNull();
		assertThat(this.calls).isEmpty();
	}

	@Test
	void aRequestWhoseNewIdLostTheRaceHasNoTokenToSend() {
		String id = created().getId();
		StoredSession winner = this.repository.findById(id);
		StoredSession loser = this.repository.findById(id);
		winner.changeSessionId();
		loser.changeSessionId();
		this.repository.save(winner);
		this.repository.save(loser);
		assertThat(winner.getToken()).isNotNull();
		assertThat(loser.getToken()).isNull();
		assertThat(this.repository.findById(winner.getId())).isNotNull();
		assertThat(this.repository.findById(loser.getId())).isNull();
	}

	@Test
	void whatWasSetAfterASaveTimedOutIsSavedByTheNext() {
		StoredSession session = created();
		LateStore late = new LateStore(this.memory);
		this.memory = late;
		StoredSessionRepository impatient = new StoredSessionRepository(new RecordingStore(), SessionLookup.NONE,
				TestSettings.of(new StringCodec(), (principal) -> TERMS, (any) -> null, () -> this.now, List.of()),
				TimeBudget.Budgets.of(Duration.ofMillis(10)));
		session.setAttribute("x", "2");
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> impatient.save(session));
		session.setAttribute("y", "1");
		late.answer();
		impatient.save(session);
		assertThat(this.repository.findById(session.getId()).getAttributeNames()).containsExactlyInAnyOrder("x", "y");
	}

	@Test
	void threadsOfOneRequestMayShareASession() throws Exception {
		String id = created((session) -> {
			for (int i = 0; i < 500; i++) {
				session.setAttribute("a" + i, new StringBuilder("1"));
			}
		}).getId();
		StoredSession session = this.repository.findById(id);
		CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 500; i++) {
				session.getAttribute("a" + i);
				session.setAttribute("b" + i, "1");
			}
		});
		while (!reader.isDone()) {
			this.repository.save(session);
			session.getAttributeNames().forEach((name) -> assertThat(name).isNotEmpty());
		}
		reader.get();
		this.repository.save(session);
		assertThat(this.repository.findById(id).getAttributeNames()).hasSize(1000);
	}

	@Test
	void aStoreThatDoesNotAnswerEndsInTheTimeBudget() {
		this.memory = new SilentStore();
		StoredSessionRepository impatient = new StoredSessionRepository(new RecordingStore(), SessionLookup.NONE,
				TestSettings.of(new StringCodec(), (principal) -> TERMS, (session) -> null, () -> this.now, List.of()),
				TimeBudget.Budgets.of(Duration.ofMillis(10)));
		String id = SessionToken.random().id();
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> impatient.findById(id))
			.withMessage("Could not find session %s: no answer within 10 ms", id);
	}

	@Test
	void thereIsNoIndexYet() {
		assertThat(this.repository
			.findByIndexNameAndIndexValue(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "alice"))
			.isEmpty();
	}

	private String login() {
		return created((session) -> {
			session.setAttribute("SPRING_SECURITY_CONTEXT", "alice");
			session.setAttribute("cart", "apple");
		}).getId();
	}

	private StoredSession created() {
		return created((session) -> {
		});
	}

	private StoredSession created(Consumer<StoredSession> code) {
		StoredSession session = this.repository.createSession();
		code.accept(session);
		this.repository.save(session);
		return session;
	}

	private StoredSession use(String id) {
		return use(id, (session) -> {
		});
	}

	private StoredSession use(String id, Consumer<StoredSession> code) {
		StoredSession session = Optional.ofNullable(this.repository.findById(id)).orElseThrow();
		session.setLastAccessedTime(this.now);
		code.accept(session);
		this.repository.save(session);
		return session;
	}

	private void request() {
		request(ExpiryTerms.NEVER);
	}

	private void request(Duration sensitive) {
		SessionRequest.leave(this.outer);
		new SessionRequest(() -> this.passive, sensitive, () -> this.device, null).enter();
	}

	private final class RecordingStore implements SessionStore {

		@Override
		public CompletionStage<@Nullable SessionRecord> find(String id) {
			StoredSessionRepositoryTests.this.calls.add("find");
			return StoredSessionRepositoryTests.this.memory.find(id);
		}

		@Override
		public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
			return StoredSessionRepositoryTests.this.memory.findAll(ids);
		}

		@Override
		public CompletionStage<SaveResult> save(SessionDelta delta) {
			StoredSessionRepositoryTests.this.calls.add("save " + delta.kind());
			StoredSessionRepositoryTests.this.deltas.add(delta);
			return StoredSessionRepositoryTests.this.memory.save(delta);
		}

		@Override
		public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
			StoredSessionRepositoryTests.this.calls.add("delete");
			return StoredSessionRepositoryTests.this.memory.delete(end);
		}

	}

	/** Stores at once and answers the first save when told to. */
	private static final class LateStore extends SessionStoreLayer {

		private @Nullable CompletableFuture<SaveResult> first = new CompletableFuture<>();

		LateStore(SessionStore store) {
			super("late", store);
		}

		void answer() {
			CompletableFuture<SaveResult> late = this.first;
			this.first = null;
			late.complete(SaveResult.SAVED);
		}

		@Override
		public CompletionStage<SaveResult> save(SessionDelta delta) {
			CompletionStage<SaveResult> result = super.save(delta);
			return (this.first != null) ? this.first : result;
		}

	}

	private static final class SilentStore implements SessionStore {

		@Override
		public CompletionStage<@Nullable SessionRecord> find(String id) {
			return new CompletableFuture<>();
		}

		@Override
		public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
			return new CompletableFuture<>();
		}

		@Override
		public CompletionStage<SaveResult> save(SessionDelta delta) {
			return new CompletableFuture<>();
		}

		@Override
		public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
			return new CompletableFuture<>();
		}

	}

	private final class RecordingObserver implements SessionObserver {

		@Override
		public void operationEnded(Operation operation, Outcome outcome, Duration took) {
			StoredSessionRepositoryTests.this.events.add(operation + " " + outcome);
		}

		@Override
		public void touchSkipped() {
			StoredSessionRepositoryTests.this.events.add("skipped");
		}

		@Override
		public void foreignIdRefused() {
			StoredSessionRepositoryTests.this.events.add("foreign");
		}

		@Override
		public void attributeUnreadable(String id, String attribute, AttributeNotReadableException cause) {
			StoredSessionRepositoryTests.this.events.add("unreadable " + attribute);
		}

	}

	private static final class FailingObserver implements SessionObserver {

		@Override
		public void operationEnded(Operation operation, Outcome outcome, Duration took) {
			throw new IllegalStateException("on purpose: a meter that fails must not fail a request");
		}

	}

}
