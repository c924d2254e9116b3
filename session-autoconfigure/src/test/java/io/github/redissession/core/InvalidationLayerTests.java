package io.github.redissession.core;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.redissession.spi.InMemorySessionStore;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;
import io.github.redissession.spi.SessionStoreLayer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which copies are told of what, and when.
 */
class InvalidationLayerTests extends SessionStoreContract {

	private final List<String> events = new ArrayList<>();

	private final SessionStore store = layer(new LoggingStore());

	private SessionStore layer(SessionStore next) {
		return new InvalidationLayer(next, List.of(new Copies("cache"), new Copies("journal")));
	}

	@Override
	protected SessionStore store() {
		return this.store;
	}

	@Test
	void copiesAreToldBeforeAChangeIsSentAndBeforeItsAnswerArrives() {
		this.store.save(SessionDelta.create("a", TERMS, Duration.ZERO).build())
			.thenAccept((result) -> this.events.add("answer"));
		assertThat(this.events).containsExactly("cache: a changed", "journal: a changed", "save", "cache: a changed",
				"journal: a changed", "answer");
	}

	@Test
	void aChangeOfIdConcernsBothIds() {
		this.store.save(SessionDelta.create("a", TERMS, Duration.ZERO).build());
		this.events.clear();
		this.store.save(SessionDelta.changeId("a", "b", TERMS).build());
		assertThat(this.events.subList(0, 5)).containsExactly("cache: b changed", "journal: b changed",
				"cache: a changed", "journal: a changed", "save");
		assertThat(this.events.subList(5, 9)).isEqualTo(this.events.subList(0, 4));
	}

	@Test
	void theEndOfASessionIsToldWithTheIdItHadThen() {
		this.store.save(SessionDelta.create("a", TERMS, Duration.ZERO).build());
		this.store.save(SessionDelta.changeId("a", "b", TERMS).build());
		this.events.clear();
		this.store.delete("a").thenAccept((record) -> this.events.add("answer"));
		assertThat(this.events).containsExactly("cache: a changed", "journal: a changed", "delete", "cache: a ended",
				"journal: a ended", "cache: b ended", "journal: b ended", "answer");
	}

	@Test
	void whatFailsMayHaveHappened() {
		SessionStore failing = layer(new SessionStoreLayer("failing", new LoggingStore()) {

			@Override
			public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
				return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
			}

		});
		failing.delete("a");
		assertThat(this.events).contains("cache: a ended", "journal: a ended");
	}

	/** Copies that are told. */
	private final class Copies implements InvalidationLayer.Listener {

		private final String name;

		Copies(String name) {
			this.name = name;
		}

		@Override
		public void changedHere(String id) {
			InvalidationLayerTests.this.events.add(this.name + ": " + id + " changed");
		}

		@Override
		public void endedHere(String id) {
			InvalidationLayerTests.this.events.add(this.name + ": " + id + " ended");
		}

	}

	/** A store that says when it is called. */
	private final class LoggingStore extends SessionStoreLayer {

		LoggingStore() {
			super("logging",
					new InMemorySessionStore(() -> InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS)));
		}

		@Override
		public CompletionStage<SaveResult> save(SessionDelta delta) {
			InvalidationLayerTests.this.events.add("save");
			return super.save(delta);
		}

		@Override
		public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
			InvalidationLayerTests.this.events.add("delete");
			return super.delete(end);
		}

	}

}
