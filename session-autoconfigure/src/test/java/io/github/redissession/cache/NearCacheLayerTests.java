package io.github.redissession.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.redissession.SessionStoreException;
import io.github.redissession.core.InvalidationLayer;
import io.github.redissession.index.SessionTracking;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every order in which reads, changes and what is told of them can meet, step by step: no
 * answer arrives before the test says so. What the whole does with a real Redis is the
 * matter of {@code NearCacheIT}.
 */
class NearCacheLayerTests {

	private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

	private static final Duration MAX_STALENESS = Duration.ofSeconds(5);

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private static final String ID = "session-1";

	private final Told told = new Told();

	private final ScriptedStore redis = new ScriptedStore();

	private final ScriptedTracking tracking = new ScriptedTracking();

	private long nanoTime = 1_000_000;

	private CachedSessions sessions;

	private SessionStore store;

	@BeforeEach
	void createLayer() {
		createLayer(100, 1 << 20);
		this.sessions.started(this.nanoTime);
	}

	private void createLayer(long maxSessions, long maxBytes) {
		this.sessions = new CachedSessions(new CacheSettings(maxSessions, maxBytes, MAX_STALENESS), this.told,
				() -> this.nanoTime);
		this.store = new NearCacheLayer(new InvalidationLayer(this.redis, List.of(this.sessions)), this.tracking,
				this.sessions);
	}

	@Test
	void aSessionIsReadOnce() {
		cache(record("1"));
		assertThat(value(hit())).isEqualTo("1");
		assertThat(this.sessions.statistics()).satisfies((statistics) -> {
			assertThat(statistics.hits()).isOne();
			assertThat(statistics.misses()).isOne();
			assertThat(statistics.sessions()).isOne();
			assertThat(statistics.bytes()).isPositive();
			assertThat(statistics.on()).isTrue();
		});
		assertThat(this.told.asked).containsExactly(false, true);
	}

	@Test
	void whatIsNotThereIsAskedForEachTime() {
		CompletableFuture<@Nullable SessionRecord> found = find();
		this.tracking.answer(null);
		assertThat(found.join()).isNull();
		miss();
	}

	/**
	 * What may happen to a session while it is read, and what must be forgotten after it.
	 */
	enum Event {

		CHANGED {
			@Override
			void happens(NearCacheLayerTests test) {
				test.sessions.changed(ID);
			}
		},
		ALL_CHANGED {
			@Override
			void happens(NearCacheLayerTests test) {
				test.sessions.allChanged();
			}
		},
		LINK_LOST_AND_BACK {
			@Override
			void happens(NearCacheLayerTests test) {
				test.sessions.stopped("the connection was lost");
				test.sessions.started(test.nanoTime);
			}
		},
		OWN_SAVE {
			@Override
			void happens(NearCacheLayerTests test) {
				CompletionStage<SaveResult> saved = test.store.save(SessionDelta.update(ID, TERMS).build());
				test.redis.saves.remove(0).complete(SaveResult.SAVED);
				assertThat(saved).isCompletedWithValue(SaveResult.SAVED);
			}
		},
		OWN_SAVE_OF_UNKNOWN_OUTCOME {
			@Override
			void happens(NearCacheLayerTests test) {
				test.store.save(SessionDelta.update(ID, TERMS).build());
				test.redis.saves.remove(0).completeExceptionally(new SessionStoreException("no answer"));
			}
		},
		OWN_SAVE_THAT_IS_GONE {
			@Override
			void happens(NearCacheLayerTests test) {
				test.store.save(SessionDelta.update(ID, TERMS).build());
				test.redis.saves.remove(0).complete(SaveResult.GONE);
			}
		},
		OWN_CHANGE_OF_THE_ID {
			@Override
			void happens(NearCacheLayerTests test) {
				test.store.save(SessionDelta.changeId(ID, "session-2", TERMS).build());
				test.redis.saves.remove(0).complete(SaveResult.SAVED);
			}
		},
		OWN_CHANGE_TO_THE_ID {
			@Override
			void happens(NearCacheLayerTests test) {
				test.store.save(SessionDelta.changeId("session-0", ID, TERMS).build());
				test.redis.saves.remove(0).complete(SaveResult.SAVED);
			}
		},
		OWN_DELETE {
			@Override
			void happens(NearCacheLayerTests test) {
				test.store.delete(ID);
				test.redis.deletes.remove(0).complete(null);
			}
		},
		OWN_DELETE_BY_THE_ID_BEFORE {
			@Override
			void happens(NearCacheLayerTests test) {
				test.store.delete("session-0");
				test.redis.deletes.remove(0).complete(test.record("ended"));
			}
		};

		abstract void happens(NearCacheLayerTests test);

	}

	@ParameterizedTest
	@EnumSource
	void whatIsCachedIsForgotten(Event event) {
		cache(record("1"));
		event.happens(this);
		miss();
	}

	@ParameterizedTest
	@EnumSource
	void aReadThatWasSentBeforeAndAnsweredAfterIsNotStored(Event event) {
		CompletableFuture<@Nullable SessionRecord> found = find();
		event.happens(this);
		this.tracking.answer(record("before"));
		assertThat(value(found.join())).as("who asked before may see it").isEqualTo("before");
		miss();
	}

	@ParameterizedTest
	@EnumSource
	void aReadThatWasSentAfterIsStored(Event event) {
		event.happens(this);
		cache(record("after"));
		assertThat(value(hit())).isEqualTo("after");
	}

	@ParameterizedTest
	@EnumSource
	void ofTwoReadsTheOneThatWasSentAfterIsStored(Event event) {
		CompletableFuture<@Nullable SessionRecord> first = find();
		event.happens(this);
		CompletableFuture<@Nullable SessionRecord> second = find();
		this.tracking.reads.remove(1).complete(record("after"));
		this.tracking.answer(record("before"));
		assertThat(value(first.join())).isEqualTo("before");
		assertThat(value(second.join())).isEqualTo("after");
		assertThat(value(hit())).isEqualTo("after");
	}

	@Test
	void aReadThatIsSentWhileThisNodeChangesTheSessionIsNotStored() {
		this.store.save(SessionDelta.update(ID, TERMS).build());
		CompletableFuture<@Nullable SessionRecord> found = find();
		this.redis.saves.get(0).complete(SaveResult.SAVED);
		this.tracking.answer(record("before"));
		assertThat(value(found.join())).isEqualTo("before");
		miss();
	}

	@Test
	void aReadThatIsStoredWhileThisNodeChangesTheSessionIsForgottenWhenThatIsDone() {
		CompletionStage<SaveResult> saved = this.store.save(SessionDelta.update(ID, TERMS).build());
		cache(record("before"));
		List<Boolean> cachedAtTheEnd = new ArrayList<>();
		saved.thenAccept((result) -> cachedAtTheEnd.add(isCached()));
		this.redis.saves.get(0).complete(SaveResult.SAVED);
		assertThat(cachedAtTheEnd).containsExactly(false);
	}

	@Test
	void aChangeThatOnlyTheStoreHasMadeIsForgottenWhenItIsTold() {
		cache(record("1"));
		this.sessions.changed("another");
		hit();
		this.sessions.changed(ID);
		miss();
		assertThat(this.sessions.statistics().invalidations()).isOne();
		assertThat(this.told.invalidated).isOne();
	}

	@Test
	void nothingIsCachedWhileChangesAreNotTold() {
		this.sessions.stopped("it is refused");
		CompletableFuture<@Nullable SessionRecord> found = find();
		assertThat(this.tracking.reads).isEmpty();
		this.redis.finds.remove(0).complete(record("1"));
		assertThat(found.join()).isNotNull();
		this.sessions.started(this.nanoTime);
		miss();
		assertThat(this.told.switched).containsExactly("on", "it is refused", "on");
	}

	@Test
	void whatWasReadInAnEarlierTermIsNotUsed() {
		cache(record("1"));
		this.sessions.stopped("the connection was lost");
		assertThat(this.sessions.statistics().reason()).isEqualTo("the connection was lost");
		assertThat(this.sessions.statistics().flushes()).isOne();
		assertThat(this.sessions.statistics().sessions()).isZero();
		this.sessions.allChanged();
		assertThat(this.sessions.statistics().on()).as("a late word of the old connection").isFalse();
		this.sessions.started(this.nanoTime);
		miss();
	}

	@Test
	void aReadThatIsRefusedGoesTheOrdinaryWay() {
		CompletableFuture<@Nullable SessionRecord> found = find();
		this.tracking.reads.remove(0).completeExceptionally(new SessionStoreException("too late"));
		this.redis.finds.remove(0).complete(record("1"));
		assertThat(value(found.join())).isEqualTo("1");
		miss();
	}

	@Test
	void withoutASignOfLifeNothingIsOlderThanTheLimit() {
		cache(record("1"));
		this.nanoTime += MAX_STALENESS.toNanos();
		hit();
		this.nanoTime += 1;
		miss();
		this.sessions.upToDate(this.nanoTime - 10);
		hit();
	}

	@Test
	void aSessionIsOlderEachTimeItIsFound() {
		cache(record("1"));
		SessionRecord first = hit();
		assertThat(first.observed()).isEqualTo(NOW);
		pass(Duration.ofSeconds(70));
		SessionRecord later = hit();
		assertThat(later.observed()).isEqualTo(NOW.plusSeconds(70));
		assertThat(later.idleTime()).isEqualTo(first.idleTime().plusSeconds(70));
		assertThat(later.attributes()).isSameAs(first.attributes());
	}

	@Test
	void theTimeThatAReadTakesCounts() {
		CompletableFuture<@Nullable SessionRecord> found = find();
		pass(Duration.ofMillis(300));
		this.tracking.answer(record("1"));
		assertThat(found.join().observed()).isEqualTo(NOW);
		assertThat(hit().observed()).isEqualTo(NOW.plusMillis(300));
	}

	@Test
	void noSessionOutlivesItsEnd() {
		SessionRecord record = record("1");
		cache(record);
		pass(Duration.between(NOW, record.expires()).minusMillis(1));
		hit();
		pass(Duration.ofMillis(1));
		miss();
		assertThat(this.sessions.statistics().sessions()).isZero();
	}

	@Test
	void thereAreNeverMoreSessionsThanAllowed() {
		createLayer(10, 1 << 20);
		this.sessions.started(this.nanoTime);
		for (int i = 0; i < 100; i++) {
			cache("session-" + i, record("1"));
		}
		assertThat(this.sessions.statistics().sessions()).isBetween(5L, 10L);
		assertThat(this.sessions.statistics().evictions()).isBetween(90L, 95L);
	}

	@Test
	void sessionsTakeNoMoreMemoryThanAllowed() {
		createLayer(1000, 100_000);
		this.sessions.started(this.nanoTime);
		for (int i = 0; i < 100; i++) {
			cache("session-" + i, record("x".repeat(9_000)));
		}
		assertThat(this.sessions.statistics().sessions()).isBetween(5L, 10L);
		assertThat(this.sessions.statistics().bytes()).isBetween(50_000L, 100_000L);
		cache("large", record("x".repeat(200_000)));
		assertThat(this.sessions.statistics().bytes()).isLessThanOrEqualTo(100_000L);
	}

	@Test
	void listsAreAskedOfTheStore() {
		cache(record("1"));
		assertThat(this.store.findAll(List.of(ID)).toCompletableFuture().join()).isEmpty();
		assertThat(this.redis.lists).containsExactly(List.of(ID));
	}

	private void pass(Duration time) {
		this.nanoTime += time.toNanos();
		this.sessions.upToDate(this.nanoTime);
	}

	private SessionRecord record(String value) {
		return new SessionRecord(ID, NOW.minusSeconds(60), NOW.minusSeconds(60), null, NOW.plusSeconds(3600),
				NOW.plusSeconds(1800), Duration.ZERO, NOW, Map.of("principal", "alice"),
				Map.of("value", value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
	}

	private static @Nullable String value(@Nullable SessionRecord record) {
		return (record != null) ? new String(record.attributes().get("value"), java.nio.charset.StandardCharsets.UTF_8)
				: null;
	}

	private CompletableFuture<@Nullable SessionRecord> find() {
		return this.store.find(ID).toCompletableFuture();
	}

	private void cache(SessionRecord record) {
		cache(ID, record);
	}

	private void cache(String id, SessionRecord record) {
		CompletableFuture<@Nullable SessionRecord> found = this.store.find(id).toCompletableFuture();
		this.tracking.answer(record);
		assertThat(found.orTimeout(1, TimeUnit.SECONDS).join()).isSameAs(record);
	}

	private SessionRecord hit() {
		CompletableFuture<@Nullable SessionRecord> found = find();
		assertThat(found).isCompleted();
		return found.join();
	}

	private boolean isCached() {
		boolean cached = find().isDone();
		this.tracking.reads.clear();
		this.redis.finds.clear();
		return cached;
	}

	private void miss() {
		assertThat(isCached()).as("is cached").isFalse();
	}

	/** Reads are answered by the test. */
	private static final class ScriptedTracking implements SessionTracking {

		private final List<CompletableFuture<@Nullable SessionRecord>> reads = new ArrayList<>();

		@Override
		public CompletionStage<@Nullable SessionRecord> find(String id) {
			CompletableFuture<@Nullable SessionRecord> read = new CompletableFuture<>();
			this.reads.add(read);
			return read;
		}

		void answer(@Nullable SessionRecord record) {
			this.reads.remove(0).complete(record);
		}

	}

	/** So is everything else. */
	private static final class ScriptedStore implements SessionStore {

		private final List<CompletableFuture<@Nullable SessionRecord>> finds = new ArrayList<>();

		private final List<CompletableFuture<SaveResult>> saves = new ArrayList<>();

		private final List<CompletableFuture<@Nullable SessionRecord>> deletes = new ArrayList<>();

		private final List<Collection<String>> lists = new ArrayList<>();

		@Override
		public CompletionStage<@Nullable SessionRecord> find(String id) {
			return added(this.finds);
		}

		@Override
		public CompletionStage<SaveResult> save(SessionDelta delta) {
			return added(this.saves);
		}

		@Override
		public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
			this.lists.add(ids);
			return CompletableFuture.completedFuture(new LinkedHashMap<>());
		}

		@Override
		public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
			return added(this.deletes);
		}

		private static <T extends @Nullable Object> CompletionStage<T> added(List<CompletableFuture<T>> list) {
			CompletableFuture<T> stage = new CompletableFuture<>();
			list.add(stage);
			return stage;
		}

	}

	/** Remembers what an observer hears. */
	private static final class Told implements SessionObserver {

		private final List<Boolean> asked = new ArrayList<>();

		private final List<String> switched = new ArrayList<>();

		private int invalidated;

		@Override
		public void nearCacheAsked(boolean hit) {
			this.asked.add(hit);
		}

		@Override
		public void nearCacheInvalidated() {
			this.invalidated++;
		}

		@Override
		public void nearCacheSwitched(boolean on, @Nullable String reason) {
			this.switched.add(on ? "on" : String.valueOf(reason));
		}

	}

}
