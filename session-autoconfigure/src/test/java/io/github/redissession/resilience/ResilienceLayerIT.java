package io.github.redissession.resilience;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.SessionToken;
import io.github.redissession.core.InvalidationLayer;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionLimit;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.user.UserAdmission;
import io.github.redissession.user.UserLimitLayer;

import static io.github.redissession.StoreFailureConditions.causeWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The layer over a real server, as the store contract wants it and in outages that are
 * played: what was changed here meanwhile is stored afterwards, if that is safe.
 */
@ExtendWith(RedisServer.Shared.class)
class ResilienceLayerIT extends SessionStoreContract {

	private static final CircuitSettings SETTINGS = new CircuitSettings(Duration.ofSeconds(10), Duration.ofSeconds(10),
			50, 20, 5, Duration.ofMillis(20), 1);

	private final List<String> dropped = new CopyOnWriteArrayList<>();

	private final OutageJournal local = new OutageJournal(new JournalSettings(1_000_000, 3));

	private SessionStore redis;

	private CircuitGuard guard;

	private SessionStore store;

	private Replay replay;

	@BeforeEach
	void createLayer(RedisServer server) {
		this.redis = RedisStores.store(server.connectionFactory());
		SessionObserver observer = new SessionObserver() {

			@Override
			public void changeDropped(String id, String reason) {
				ResilienceLayerIT.this.dropped.add(id + ": " + reason);
			}

		};
		StoreProbe probe = () -> this.redis.find(SessionToken.random().id());
		this.guard = new CircuitGuard(SETTINGS, probe, observer, InstantSource.system());
		SessionStore ending = new InvalidationLayer(this.redis, List.of(this.local));
		this.store = new ResilienceLayer(
				new UserLimitLayer(ending, new UserAdmission(ending, RedisStores.index(server.connectionFactory()))),
				this.guard, this.local);
		this.replay = new Replay(this.local, this.guard, observer, Duration.ofSeconds(10));
	}

	@AfterEach
	void close() {
		this.guard.close();
	}

	@Test
	void aStoreThatIsKnownToBeAwayIsNotAsked() {
		String id = created();
		leave();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> find(id))
			.has(causeWith(Reason.UNAVAILABLE))
			.withMessageContaining(id);
	}

	@Test
	void whatWasChangedHereIsStoredAfterwards() {
		String id = created();
		find(id);
		leave();
		for (int i = 0; i < 10; i++) {
			locally(SessionDelta.update(id, TERMS).attribute("cart", bytes("" + i)).accessedAgo(Duration.ZERO));
			assertThat(strings(join(this.local.find(id)))).containsEntry("cart", "" + i);
		}
		comeBack();
		assertThat(strings(inRedis(id))).containsEntry("cart", "9");
		assertThat(this.dropped).isEmpty();
		assertThat(strings(find(id))).containsEntry("cart", "9");
	}

	@Test
	void whatSomebodyElseHasChangedIsNotOverwritten() {
		String id = created();
		save(SessionDelta.update(id, TERMS).attribute("cart", bytes("old")).attribute("other", bytes("1")));
		find(id);
		leave();
		locally(SessionDelta.update(id, TERMS).attribute("cart", bytes("mine")).attribute("mine", bytes("1")));
		join(this.redis.save(SessionDelta.update(id, TERMS).attribute("cart", bytes("theirs")).build()));
		comeBack();
		assertThat(strings(inRedis(id))).containsEntry("cart", "theirs").doesNotContainKey("mine");
		assertThat(this.dropped).singleElement().asString().contains(id, "another request");
	}

	@Test
	void whatSomebodyElseHasChangedElsewhereIsKeptToo() {
		String id = created();
		find(id);
		leave();
		locally(SessionDelta.update(id, TERMS).attribute("cart", bytes("mine")));
		join(this.redis.save(SessionDelta.update(id, TERMS).attribute("other", bytes("theirs")).build()));
		comeBack();
		assertThat(strings(inRedis(id))).containsEntry("cart", "mine").containsEntry("other", "theirs");
	}

	@Test
	void nothingIsWrittenToASessionInWhichSomebodyElseHasLoggedIn() {
		String id = created();
		find(id);
		leave();
		locally(SessionDelta.update(id, TERMS).attribute("cart", bytes("mine")));
		join(this.redis.save(SessionDelta.update(id, TERMS).detail(SessionRecord.PRINCIPAL, "bob").build()));
		comeBack();
		assertThat(strings(inRedis(id))).doesNotContainKey("cart");
		assertThat(this.dropped).hasSize(1);
	}

	@Test
	void aChangeThatHasArrivedAlreadyIsNoConflict() {
		String id = created();
		save(SessionDelta.update(id, TERMS).attribute("cart", bytes("old")).attribute("gone", bytes("old")));
		find(id);
		leave();
		SessionDelta.Builder change = SessionDelta.update(id, TERMS)
			.attribute("cart", bytes("mine"))
			.attribute("gone", null);
		locally(change);
		join(this.redis.save(change.build()));
		comeBack();
		assertThat(strings(inRedis(id))).containsEntry("cart", "mine").doesNotContainKey("gone");
		assertThat(this.dropped).isEmpty();
	}

	@Test
	void aSessionThatHasEndedMeanwhileStaysEnded() {
		String id = created();
		find(id);
		leave();
		locally(SessionDelta.update(id, TERMS).attribute("cart", bytes("mine")));
		join(this.redis.delete(id));
		comeBack();
		assertThat(join(this.redis.find(id))).isNull();
		assertThat(this.dropped).singleElement().asString().contains("ended");
	}

	@Test
	void aLogoutWinsOverEverything() {
		String id = created();
		find(id);
		leave();
		locally(SessionDelta.update(id, TERMS).attribute("cart", bytes("mine")));
		assertThat(join(this.local.delete(new SessionEnd(id, SessionEnd.Reason.LOGOUT, Map.of())))).isNotNull();
		assertThat(join(this.local.find(id))).isNull();
		assertThat(join(this.local.save(SessionDelta.update(id, TERMS).attribute("late", bytes("1")).build())))
			.isEqualTo(SaveResult.GONE);
		join(this.redis.save(SessionDelta.update(id, TERMS).attribute("cart", bytes("theirs")).build()));
		comeBack();
		assertThat(join(this.redis.find(id))).isNull();
	}

	@Test
	void aLogoutOfASessionThatIsNotKnownHereIsDoneAsWell() {
		String id = created();
		String other = id();
		join(this.redis.save(SessionDelta.create(other, TERMS, Duration.ZERO).build()));
		leave();
		join(this.local.delete(other));
		comeBack();
		assertThat(join(this.redis.find(other))).isNull();
		assertThat(inRedis(id)).isNotNull();
	}

	@Test
	void aLoginGetsItsNewIdAfterwards() {
		String old = created();
		find(old);
		leave();
		String id = id();
		locally(SessionDelta.update(old, TERMS).attribute("cart", bytes("1")));
		locally(SessionDelta.changeId(old, id, TERMS)
			.detail(SessionRecord.PRINCIPAL, "alice")
			.attribute("context", bytes("alice")));
		locally(SessionDelta.update(id, TERMS).attribute("cart", bytes("2")));
		assertThat(join(this.local.find(old))).isNull();
		comeBack();
		assertThat(join(this.redis.find(old))).isNull();
		assertThat(strings(inRedis(id))).containsEntry("cart", "2").containsEntry("context", "alice");
		assertThat(inRedis(id).principal()).isEqualTo("alice");
	}

	@Test
	void aSessionThatBeganAndGotANewIdHereIsStoredOnce() {
		leave();
		String old = id();
		String id = id();
		locally(SessionDelta.create(old, TERMS, Duration.ZERO).attribute("a", bytes("1")));
		locally(SessionDelta.changeId(old, id, TERMS).detail(SessionRecord.PRINCIPAL, "alice"));
		comeBack();
		assertThat(join(this.redis.find(old))).isNull();
		assertThat(strings(inRedis(id))).containsEntry("a", "1");
	}

	@Test
	void aLoginWhoseSessionEndsBeforeItIsStoredLeavesNothing() {
		leave();
		String id = id();
		locally(SessionDelta.create(id, TERMS, Duration.ZERO).detail(SessionRecord.PRINCIPAL, "alice"));
		join(this.local.delete(id));
		comeBack();
		assertThat(join(this.redis.find(id))).isNull();
	}

	@Test
	void aSessionIsNotReadFromTheStoreBeforeItsChangesAreThere() {
		String id = created();
		find(id);
		leave();
		locally(SessionDelta.update(id, TERMS).attribute("cart", bytes("mine")));
		this.guard.drill(Duration.ZERO);
		await().until(() -> {
			SessionRecord found = foundOrAway(id);
			if (found != null) {
				assertThat(strings(found)).containsEntry("cart", "mine");
			}
			return found != null;
		});
	}

	@Test
	void aSessionThatEndedHereForALimitIsNotRemembered() {
		SessionLimit one = new SessionLimit(1, SessionLimit.WhenReached.EVICT_OLDEST);
		String first = id();
		save(SessionDelta.create(first, TERMS, Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, "alice")
			.limit(one, null));
		find(first);
		save(SessionDelta.create(id(), TERMS, Duration.ZERO).detail(SessionRecord.PRINCIPAL, "alice").limit(one, null));
		assertThat(join(this.redis.find(first))).isNull();
		leave();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> join(this.local.find(first)));
	}

	@Test
	void aFullJournalTakesNoMoreChangesButEnds() {
		leave();
		for (int i = 0; i < 3; i++) {
			locally(SessionDelta.create(id(), TERMS, Duration.ZERO));
		}
		assertThat(this.local.journalSize()).isEqualTo(3);
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> locally(SessionDelta.create(id(), TERMS, Duration.ZERO)))
			.withMessageContaining("full");
		join(this.local.delete(id()));
		assertThat(this.local.journalSize()).isEqualTo(4);
	}

	@Test
	void changesOfOneSessionFillTheJournalToo() {
		String id = created();
		find(id);
		leave();
		for (int i = 0; i < 9; i++) {
			locally(SessionDelta.update(id, TERMS).attribute("part" + i, new byte[100_000]));
		}
		SessionDelta more = SessionDelta.update(id, TERMS).attribute("more", new byte[100_000]).build();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> join(this.local.save(more)))
			.withMessageContaining("full");
		locally(SessionDelta.update(id, TERMS).attribute("part8", null));
		locally(SessionDelta.update(id, TERMS).accessedAgo(Duration.ZERO));
		comeBack();
		assertThat(inRedis(id).attributes()).containsKeys("part0", "part7").doesNotContainKeys("part8", "more");
	}

	@Test
	void newIdsOfOneSessionFillTheJournalToo() {
		String id = created();
		find(id);
		leave();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> {
			String last = id;
			for (int i = 0; i < 20_000; i++) {
				String next = SessionToken.random().id();
				join(this.local.save(SessionDelta.changeId(last, next, TERMS).build()));
				last = next;
			}
		}).withMessageContaining("full");
	}

	@Test
	void theLastAttemptIsMadeWhenTheApplicationEnds() {
		String id = created();
		find(id);
		leave();
		locally(SessionDelta.update(id, TERMS).attribute("cart", bytes("mine")));
		this.replay.stop();
		assertThat(this.local.journalSize()).as("the store is still away").isEqualTo(1);
		this.guard.drill(Duration.ZERO);
		await().until(() -> this.local.journalSize() == 0);
	}

	private void leave() {
		this.guard.drill(Duration.ofHours(1));
	}

	private void comeBack() {
		this.guard.drill(Duration.ZERO);
		await().atMost(Duration.ofSeconds(10)).until(() -> this.guard.isClosed() && this.local.journalSize() == 0);
	}

	private void locally(SessionDelta.Builder delta) {
		assertThat(join(this.local.save(delta.build()))).isEqualTo(SaveResult.SAVED);
	}

	private SessionRecord inRedis(String id) {
		SessionRecord found = join(this.redis.find(id));
		assertThat(found).isNotNull();
		return found;
	}

	private @Nullable SessionRecord foundOrAway(String id) {
		CompletionStage<@Nullable SessionRecord> found = this.store.find(id);
		return found.exceptionally((ex) -> null).toCompletableFuture().join();
	}

	@Override
	protected SessionStore store() {
		return this.store;
	}

}
