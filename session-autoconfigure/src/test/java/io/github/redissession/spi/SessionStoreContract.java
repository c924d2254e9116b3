package io.github.redissession.spi;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.redissession.SessionToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What every store and every layer around one does. Time passes by telling the store that
 * things happened a while ago, so nothing here waits.
 */
public abstract class SessionStoreContract {

	protected static final Duration IDLE = Duration.ofMinutes(30);

	protected static final Duration LIFETIME = Duration.ofHours(12);

	protected static final Duration TOUCH = Duration.ofMinutes(1);

	protected static final ExpiryTerms TERMS = new ExpiryTerms(IDLE, LIFETIME, TOUCH);

	/** How far a real server's clock may get between two commands. */
	private static final Duration TICK = Duration.ofSeconds(5);

	/**
	 * The store under test, empty.
	 */
	protected abstract SessionStore store();

	@Test
	void aSavedSessionIsFoundAsItWasSaved() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, "alice")
			.detail("device.ip", "127.0.0.1")
			.attribute("cart", bytes("[]"))
			.attribute("", bytes("empty name"))
			.attribute("created", bytes("named like a field of ours"))
			.attribute("ümlaut: \uD83D\uDE00\n", new byte[] { 0, 1, (byte) 0xFF, 13, 10 }));
		SessionRecord found = find(id);
		assertThat(found.id()).isEqualTo(id);
		assertThat(found.principal()).isEqualTo("alice");
		assertThat(found.details()).containsOnly(Map.entry("principal", "alice"), Map.entry("device.ip", "127.0.0.1"));
		assertThat(strings(found)).containsOnlyKeys("cart", "", "created", "ümlaut: \uD83D\uDE00\n")
			.containsEntry("cart", "[]");
		assertThat(found.attributes().get("ümlaut: \uD83D\uDE00\n")).containsExactly(0, 1, 0xFF, 13, 10);
		assertThat(found.ownIdleTimeout()).isNull();
		assertThat(found.created()).isEqualTo(found.accessed());
		assertThat(Duration.between(found.created(), found.observed())).isBetween(Duration.ZERO, TICK);
		assertThat(found.deadline()).isEqualTo(found.created().plus(LIFETIME));
		assertThat(found.expires()).isEqualTo(found.accessed().plus(IDLE).plus(TOUCH));
	}

	@Test
	void anUnknownSessionIsNotFound() {
		assertThat(join(store().find(id()))).isNull();
	}

	@Test
	void aSessionOfManyAttributesIsSavedAsAWhole() {
		String id = id();
		SessionDelta.Builder delta = SessionDelta.create(id, TERMS, Duration.ZERO);
		for (int i = 0; i < 5000; i++) {
			delta.attribute("a" + i, bytes("v" + i));
		}
		save(delta);
		assertThat(strings(find(id))).hasSize(5000).containsEntry("a4999", "v4999");
		SessionDelta.Builder removal = SessionDelta.update(id, TERMS);
		for (int i = 1; i < 5000; i++) {
			removal.attribute("a" + i, null);
		}
		save(removal);
		assertThat(strings(find(id))).containsExactly(Map.entry("a0", "v0"));
	}

	@Test
	void changesOfSeveralRequestsAreMergedByName() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ZERO).attribute("a", bytes("1")).attribute("b", bytes("1")));
		save(SessionDelta.update(id, TERMS).attribute("a", bytes("2")));
		save(SessionDelta.update(id, TERMS).attribute("c", bytes("2")).attribute("b", null).attribute("none", null));
		assertThat(strings(find(id))).containsOnly(Map.entry("a", "2"), Map.entry("c", "2"));
	}

	@Test
	void savingASessionThatNeverWasChangesNothing() {
		String id = id();
		assertThat(result(SessionDelta.update(id, TERMS).attribute("a", bytes("1")).accessedAgo(Duration.ZERO)))
			.isEqualTo(SaveResult.GONE);
		assertThat(join(store().find(id))).isNull();
	}

	@Test
	void savingADeletedSessionChangesNothing() {
		String id = created();
		assertThat(join(store().delete(id))).isNotNull();
		assertThat(result(SessionDelta.update(id, TERMS).attribute("a", bytes("1")).accessedAgo(Duration.ZERO)))
			.isEqualTo(SaveResult.GONE);
		assertThat(join(store().find(id))).isNull();
	}

	@Test
	void deletingAnswersTheSessionOnce() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, "alice")
			.attribute("a", bytes("1")));
		SessionRecord deleted = join(store().delete(id));
		assertThat(deleted.principal()).isEqualTo("alice");
		assertThat(strings(deleted)).containsOnly(Map.entry("a", "1"));
		assertThat(join(store().delete(id))).isNull();
		assertThat(join(store().find(id))).isNull();
	}

	@Test
	void severalSessionsAreFoundAtOnce() {
		String first = created();
		String second = created();
		String none = id();
		String ended = created();
		join(store().delete(ended));
		assertThat(join(store().findAll(List.of(second, none, first, ended)))).satisfies((found) -> {
			assertThat(found.keySet()).containsExactly(second, first);
			assertThat(found.get(first).id()).isEqualTo(first);
			assertThat(found.get(first).details()).isEqualTo(find(first).details());
		});
		assertThat(join(store().findAll(List.of()))).isEmpty();
	}

	@Test
	void whatWasEndedBeforeItIsStoredIsNotStored() {
		String id = id();
		assertThat(join(store().delete(id))).isNull();
		assertThat(result(SessionDelta.create(id, TERMS, Duration.ZERO))).isEqualTo(SaveResult.GONE);
		assertThat(join(store().find(id))).isNull();
	}

	@Test
	void aSessionEndsByTheIdItHadUntilNow() {
		String old = created();
		String id = id();
		save(SessionDelta.changeId(old, id, TERMS));
		String newest = id();
		save(SessionDelta.changeId(id, newest, TERMS));
		assertThat(join(store().find(old))).isNull();
		assertThat(join(store().delete(old)).id()).isEqualTo(newest);
		assertThat(join(store().find(newest))).isNull();
		assertThat(join(store().delete(old))).isNull();
	}

	@Test
	void anEndWinsOverANewIdInWhateverOrderTheyCome() {
		for (int i = 0; i < 200; i++) {
			String old = created();
			String id = id();
			CompletionStage<SaveResult> change = store().save(SessionDelta.changeId(old, id, TERMS).build());
			if (i % 2 == 0) {
				Thread.yield();
			}
			join(store().delete(old));
			join(change);
			assertThat(join(store().find(old))).isNull();
			assertThat(join(store().find(id))).isNull();
		}
	}

	@Test
	void anAccessProlongsTheSession() {
		String id = id();
		save(SessionDelta.create(id, TERMS, IDLE).accessedAgo(IDLE));
		SessionRecord before = find(id);
		assertThat(before.idleTime()).isCloseTo(IDLE, TICK);
		save(SessionDelta.update(id, TERMS).accessedAgo(Duration.ZERO));
		SessionRecord after = find(id);
		assertThat(after.idleTime()).isLessThan(TICK);
		assertThat(after.expires()).isEqualTo(after.accessed().plus(IDLE).plus(TOUCH));
		assertThat(after.created()).isEqualTo(before.created());
	}

	@Test
	void aChangeWithoutAnAccessDoesNotProlongTheSession() {
		String id = created();
		SessionRecord before = find(id);
		save(SessionDelta.update(id, TERMS).attribute("a", bytes("1")));
		SessionRecord after = find(id);
		assertThat(after.accessed()).isEqualTo(before.accessed());
		assertThat(after.expires()).isEqualTo(before.expires());
	}

	@Test
	void theLastAccessNeverGoesBackwards() {
		String id = created();
		SessionRecord before = find(id);
		save(SessionDelta.update(id, TERMS).accessedAgo(Duration.ofHours(1)));
		assertThat(find(id).accessed()).isEqualTo(before.accessed());
		assertThat(find(id).expires()).isEqualTo(before.expires());
	}

	@Test
	void anIdleSessionEnds() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ofHours(1)).accessedAgo(IDLE.plus(TOUCH)));
		assertThat(join(store().find(id))).isNull();
		assertThat(result(SessionDelta.update(id, TERMS).accessedAgo(Duration.ZERO))).isEqualTo(SaveResult.GONE);
	}

	@Test
	void aSessionEndsAtItsDeadlineHoweverMuchItIsUsed() {
		String id = id();
		save(SessionDelta.create(id, TERMS, LIFETIME.minusMinutes(10)).accessedAgo(Duration.ZERO));
		SessionRecord found = find(id);
		assertThat(found.expires()).isEqualTo(found.deadline()).isEqualTo(found.created().plus(LIFETIME));
		String old = id();
		save(SessionDelta.create(old, TERMS, LIFETIME).accessedAgo(Duration.ZERO));
		assertThat(join(store().find(old))).isNull();
	}

	@Test
	void aStricterLifetimeAppliesToSessionsThatAreThere() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ofHours(2)).accessedAgo(Duration.ZERO));
		ExpiryTerms strict = new ExpiryTerms(IDLE, Duration.ofHours(3), TOUCH);
		save(SessionDelta.update(id, strict).accessedAgo(Duration.ZERO));
		assertThat(find(id).deadline()).isEqualTo(find(id).created().plusSeconds(3 * 3600));
		save(SessionDelta.update(id, TERMS).accessedAgo(Duration.ZERO));
		assertThat(find(id).deadline()).as("and is not taken back").isEqualTo(find(id).created().plusSeconds(3 * 3600));
		ExpiryTerms stricter = new ExpiryTerms(IDLE, Duration.ofHours(1), TOUCH);
		assertThat(find(id).isExpired(TERMS)).isFalse();
		assertThat(find(id).isExpired(stricter)).isTrue();
	}

	@Test
	void aSessionMayHaveAnIdleTimeoutOfItsOwn() {
		String id = created();
		save(SessionDelta.update(id, TERMS).ownIdleTimeout(Duration.ofHours(2)));
		assertThat(find(id).ownIdleTimeout()).isEqualTo(Duration.ofHours(2));
		assertThat(find(id).expires()).isEqualTo(find(id).accessed().plus(Duration.ofHours(2)).plus(TOUCH));
		save(SessionDelta.update(id, TERMS).ownIdleTimeout(Duration.ofSeconds(10)));
		assertThat(find(id).expires()).as("the touch interval is at most half the timeout")
			.isEqualTo(find(id).accessed().plusSeconds(15));
		save(SessionDelta.update(id, TERMS).ownIdleTimeout(ExpiryTerms.NEVER));
		assertThat(ExpiryTerms.isLimit(find(id).ownIdleTimeout())).isFalse();
		assertThat(find(id).expires()).isEqualTo(find(id).deadline());
	}

	@Test
	void aSessionWithoutAnyLimitNeverEnds() {
		String id = id();
		ExpiryTerms none = new ExpiryTerms(ExpiryTerms.NEVER, ExpiryTerms.NEVER, TOUCH);
		save(SessionDelta.create(id, none, Duration.ofDays(10_000)).accessedAgo(Duration.ofDays(10_000)));
		assertThat(find(id).expires()).isNull();
		assertThat(find(id).deadline()).isNull();
		assertThat(find(id).isExpired(none)).isFalse();
		save(SessionDelta.update(id, none).ownIdleTimeout(IDLE).accessedAgo(Duration.ZERO));
		assertThat(find(id).expires()).isNotNull();
		save(SessionDelta.update(id, none).ownIdleTimeout(ExpiryTerms.NEVER));
		assertThat(find(id).expires()).isNull();
	}

	@Test
	void aSessionWithALimitMayLoseIt() {
		ExpiryTerms none = new ExpiryTerms(ExpiryTerms.NEVER, ExpiryTerms.NEVER, TOUCH);
		String id = id();
		save(SessionDelta.create(id, none, Duration.ZERO)
			.ownIdleTimeout(Duration.ofMillis(1))
			.accessedAgo(Duration.ZERO));
		String other = id();
		save(SessionDelta.create(other, none, Duration.ZERO)
			.ownIdleTimeout(Duration.ofSeconds(1))
			.accessedAgo(Duration.ZERO));
		save(SessionDelta.update(other, none).ownIdleTimeout(ExpiryTerms.NEVER));
		await().atMost(Duration.ofSeconds(10)).until(() -> join(store().find(id)) == null);
		await().during(Duration.ofMillis(1600))
			.atMost(Duration.ofSeconds(10))
			.until(() -> join(store().find(other)) != null);
	}

	@Test
	void onlyALoginOrAnIntervalOfItsOwnBringsTheEndNearer() {
		String id = created();
		ExpiryTerms shorter = new ExpiryTerms(Duration.ofMinutes(5), LIFETIME, TOUCH);
		SessionRecord before = find(id);
		save(SessionDelta.update(id, shorter).accessedAgo(Duration.ZERO).attribute("a", bytes("1")));
		assertThat(find(id).expires()).as("by a request that does not know of a login").isEqualTo(before.expires());
		save(SessionDelta.update(id, shorter).accessedAgo(Duration.ZERO).detail(SessionRecord.PRINCIPAL, "alice"));
		assertThat(find(id).expires()).isEqualTo(find(id).accessed().plus(Duration.ofMinutes(5)).plus(TOUCH));
	}

	@Test
	void theLongestGapBetweenTwoAccessesIsKeptUntilTheNextLogin() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ofHours(1)).accessedAgo(Duration.ofMinutes(30)));
		assertThat(find(id).longestGap()).isZero();
		save(SessionDelta.update(id, TERMS).accessedAgo(Duration.ofMinutes(10)));
		assertThat(find(id).longestGap()).isCloseTo(Duration.ofMinutes(20), TICK);
		save(SessionDelta.update(id, TERMS).accessedAgo(Duration.ZERO));
		assertThat(find(id).longestGap()).isCloseTo(Duration.ofMinutes(20), TICK);
		save(SessionDelta.update(id, TERMS).accessedAgo(Duration.ZERO).detail(SessionRecord.PRINCIPAL, "alice"));
		assertThat(find(id).longestGap()).isZero();
	}

	@Test
	void aNewIdTakesEverythingAlongAndKillsTheOldOne() {
		String old = id();
		save(SessionDelta.create(old, TERMS, Duration.ofHours(1))
			.accessedAgo(Duration.ofMinutes(10))
			.ownIdleTimeout(Duration.ofHours(3))
			.detail("device.ip", "::1")
			.attribute("kept", bytes("1"))
			.attribute("changed", bytes("1"))
			.attribute("removed", bytes("1")));
		SessionRecord before = find(old);
		save(SessionDelta.update(old, TERMS).attribute("by another request", bytes("1")));
		String id = id();
		save(SessionDelta.changeId(old, id, TERMS)
			.accessedAgo(Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, "alice")
			.attribute("changed", bytes("2"))
			.attribute("removed", null)
			.attribute("new", bytes("2")));
		assertThat(join(store().find(old))).isNull();
		assertThat(result(SessionDelta.update(old, TERMS).attribute("late", bytes("1")))).isEqualTo(SaveResult.GONE);
		SessionRecord after = find(id);
		assertThat(after.created()).isEqualTo(before.created());
		assertThat(after.deadline()).isEqualTo(before.deadline());
		assertThat(after.ownIdleTimeout()).isEqualTo(Duration.ofHours(3));
		assertThat(after.idleTime()).isLessThan(TICK);
		assertThat(after.expires()).isEqualTo(after.accessed().plus(Duration.ofHours(3)).plus(TOUCH));
		assertThat(after.details()).containsOnly(Map.entry("principal", "alice"), Map.entry("device.ip", "::1"));
		assertThat(strings(after)).containsOnly(Map.entry("kept", "1"), Map.entry("by another request", "1"),
				Map.entry("changed", "2"), Map.entry("new", "2"));
	}

	@Test
	void aDeadSessionGetsNoNewId() {
		String old = created();
		join(store().delete(old));
		String id = id();
		assertThat(result(SessionDelta.changeId(old, id, TERMS).attribute("a", bytes("1")))).isEqualTo(SaveResult.GONE);
		assertThat(join(store().find(id))).isNull();
	}

	@Test
	void onlyOneOfManyNewIdsWins() throws Exception {
		for (int round = 0; round < 50; round++) {
			String old = created();
			List<String> ids = List.of(id(), id(), id(), id());
			List<SaveResult> results = together(ids.stream()
				.map((id) -> SessionDelta.changeId(old, id, TERMS).attribute("winner", bytes(id)).build())
				.toList());
			assertThat(results).containsOnlyOnce(SaveResult.SAVED);
			String winner = ids.get(results.indexOf(SaveResult.SAVED));
			for (String id : ids) {
				assertThat(join(store().find(id)) != null).isEqualTo(id.equals(winner));
			}
			assertThat(strings(find(winner))).containsEntry("winner", winner);
		}
	}

	@Test
	void everySaveThatWasAcknowledgedMovesAlongToTheNewId() throws Exception {
		for (int round = 0; round < 100; round++) {
			String old = created();
			String id = id();
			List<SessionDelta> deltas = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				deltas.add(SessionDelta.update(old, TERMS).attribute("a" + i, bytes("1")).build());
			}
			deltas.add(round % deltas.size(), SessionDelta.changeId(old, id, TERMS).build());
			List<SaveResult> results = together(deltas);
			Map<String, String> after = strings(find(id));
			for (int i = 0; i < deltas.size(); i++) {
				if (results.get(i) == SaveResult.SAVED) {
					assertThat(after.keySet()).containsAll(deltas.get(i).attributes().keySet());
				}
			}
			assertThat(join(store().find(old))).isNull();
		}
	}

	@Test
	void noSaveSurvivesALogout() throws Exception {
		for (int round = 0; round < 100; round++) {
			String id = created();
			ExecutorService threads = Executors.newFixedThreadPool(3);
			Future<?> saves = threads.submit(() -> {
				for (int i = 0; i < 5; i++) {
					result(SessionDelta.update(id, TERMS).accessedAgo(Duration.ZERO).attribute("a" + i, bytes("1")));
				}
			});
			Future<?> change = threads.submit(() -> result(SessionDelta.update(id, TERMS).attribute("b", null)));
			Future<?> logout = threads.submit(() -> {
				join(store().delete(id));
				assertThat(join(store().find(id))).isNull();
			});
			for (Future<?> future : List.of(saves, change, logout)) {
				future.get(10, TimeUnit.SECONDS);
			}
			threads.shutdown();
			assertThat(join(store().find(id))).isNull();
		}
	}

	private List<SaveResult> together(List<SessionDelta> deltas) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(deltas.size());
		try {
			List<Future<SaveResult>> results = new ArrayList<>();
			for (SessionDelta delta : deltas) {
				results.add(threads.submit(() -> join(store().save(delta))));
			}
			List<SaveResult> answers = new ArrayList<>();
			for (Future<SaveResult> result : results) {
				answers.add(result.get(10, TimeUnit.SECONDS));
			}
			return answers;
		}
		finally {
			threads.shutdown();
		}
	}

	@Test
	void aSessionThatMustNotExistBeginsOnce() {
		assumeTrue(knowsWhatDoesNotExist(), "a journal cannot begin such a session");
		String id = id();
		Instant soon = now().plus(TICK);
		assertThat(beginning(id, "first", soon)).isEqualTo(SaveResult.SAVED);
		assertThat(beginning(id, "second", soon)).isEqualTo(SaveResult.CONFLICT);
		assertThat(strings(find(id))).containsOnly(Map.entry("a", "first"));
	}

	@Test
	void aSessionThatMustNotExistDoesNotBeginTooLate() {
		assumeTrue(knowsWhatDoesNotExist(), "a journal cannot begin such a session");
		String id = id();
		assertThat(beginning(id, "late", now().minusMillis(2))).isEqualTo(SaveResult.CONFLICT);
		assertThat(join(store().find(id))).isNull();
	}

	@Test
	void aSessionThatHasEndedOrMovedDoesNotBeginOnceMore() {
		String ended = id();
		join(store().delete(ended));
		String moved = created();
		save(SessionDelta.changeId(moved, id(), TERMS));
		for (String id : List.of(ended, moved)) {
			assertThat(beginning(id, "again", now().plus(TICK))).isEqualTo(SaveResult.GONE);
			assertThat(join(store().find(id))).isNull();
		}
	}

	@Test
	void anAdoptedSessionThatHasEndedDoesNotBeginOnceMoreHoweverOftenItIsEnded() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.detail(SessionRecord.ADOPTED, Long.toString(now().plus(IDLE).toEpochMilli())));
		assertThat(join(store().delete(id))).isNotNull();
		assertThat(beginning(id, "again", now().plus(TICK))).isEqualTo(SaveResult.GONE);
		join(store().delete(id));
		assertThat(beginning(id, "again", now().plus(TICK))).isEqualTo(SaveResult.GONE);
		assertThat(join(store().find(id))).isNull();
	}

	/**
	 * Whether the store can tell that a session does not exist.
	 */
	protected boolean knowsWhatDoesNotExist() {
		return true;
	}

	private SaveResult beginning(String id, String value, Instant by) {
		return join(store().save(SessionDelta.create(id, TERMS, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.attribute("a", bytes(value))
			.build()
			.ifAbsent(by)));
	}

	/** The time by the store's clock. */
	private Instant now() {
		return find(created()).observed();
	}

	protected final String created() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ZERO).accessedAgo(Duration.ZERO));
		return id;
	}

	protected final void save(SessionDelta.Builder delta) {
		assertThat(result(delta)).isEqualTo(SaveResult.SAVED);
	}

	protected final SaveResult result(SessionDelta.Builder delta) {
		return join(store().save(delta.build()));
	}

	protected final SessionRecord find(String id) {
		SessionRecord found = join(store().find(id));
		assertThat(found).isNotNull();
		return found;
	}

	protected static String id() {
		return SessionToken.random().id();
	}

	protected static byte[] bytes(String string) {
		return string.getBytes(StandardCharsets.UTF_8);
	}

	protected static Map<String, String> strings(SessionRecord record) {
		Map<String, String> strings = new HashMap<>();
		record.attributes().forEach((name, value) -> strings.put(name, new String(value, StandardCharsets.UTF_8)));
		return strings;
	}

	protected static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

}
