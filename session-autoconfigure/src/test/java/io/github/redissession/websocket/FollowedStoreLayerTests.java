package io.github.redissession.websocket;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.redissession.SessionToken;
import io.github.redissession.index.SessionFollower;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.InMemorySessionStore;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a node tells itself and the others about the sessions that it changes.
 */
class FollowedStoreLayerTests extends SessionStoreContract {

	private final List<String> told = new ArrayList<>();

	private boolean needed = true;

	private final SessionStore store = new FollowedStoreLayer(
			new InMemorySessionStore(() -> InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS)),
			new SessionFollower() {

				@Override
				public boolean isNeeded() {
					return FollowedStoreLayerTests.this.needed;
				}

				@Override
				public void moved(String id, String newId) {
					FollowedStoreLayerTests.this.told.add("moved " + id + " " + newId);
				}

				@Override
				public void ended(String id) {
					FollowedStoreLayerTests.this.told.add("ended " + id);
				}

				@Override
				public void missed() {
				}

			}, (id, newId) -> this.told.add("announced " + id + " " + newId));

	@Override
	protected SessionStore store() {
		return this.store;
	}

	@Test
	void newIdsAreAnnouncedIfTheyWereSaved() {
		String id = create();
		String next = SessionToken.random().id();
		change(id, next);
		change(id, SessionToken.random().id());
		assertThat(this.told).containsExactly("moved " + id + " " + next, "announced " + id + " " + next);
	}

	@Test
	void endsAreTold() {
		String id = create();
		this.store.delete(new SessionEnd(id, SessionEnd.Reason.LOGOUT, Map.of())).toCompletableFuture().join();
		assertThat(this.told).containsOnly("ended " + id);
	}

	@Test
	void withoutEndpointsNothingIsSent() {
		this.needed = false;
		change(create(), SessionToken.random().id());
		assertThat(this.told).isEmpty();
	}

	private String create() {
		String id = SessionToken.random().id();
		this.store.save(SessionDelta.create(id, terms(), Duration.ZERO).build()).toCompletableFuture().join();
		return id;
	}

	private void change(String id, String newId) {
		this.store.save(SessionDelta.changeId(id, newId, terms()).build()).toCompletableFuture().join();
	}

	private static ExpiryTerms terms() {
		return new ExpiryTerms(Duration.ofMinutes(30), Duration.ofDays(1), Duration.ofMinutes(1));
	}

}
