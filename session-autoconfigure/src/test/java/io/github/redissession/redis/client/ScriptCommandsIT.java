package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.SessionToken;
import io.github.redissession.redis.IndexEntries;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionLimit;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.CommandCounter;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many commands Redis executes for us, those inside scripts included, because they
 * are most of what a script costs; and what an index still does although it is asked for
 * less.
 */
@ExtendWith(RedisServer.Shared.class)
class ScriptCommandsIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), ExpiryTerms.NEVER,
			Duration.ofMinutes(1));

	private static final ExpiryTerms ENDLESS = new ExpiryTerms(ExpiryTerms.NEVER, ExpiryTerms.NEVER, Duration.ZERO);

	private RedisServer redis;

	private SessionStore store;

	@BeforeEach
	void createStore(RedisServer redis) {
		this.redis = redis;
		this.store = RedisStores.store(redis.connectionFactory());
		redis.flush();
		for (int i = 0; i < 100; i++) {
			create(TERMS);
		}
		String warmUp = create(TERMS);
		logout(login(warmUp, TERMS, "alice"));
	}

	@Test
	void aNewSessionTakesTwelve() {
		assertThat(cost(() -> create(TERMS))).isEqualTo(12);
	}

	@Test
	void aChangeTakesFive() {
		String id = create(TERMS);
		assertThat(cost(() -> join(this.store.save(SessionDelta.update(id, TERMS)
			.accessedAgo(Duration.ZERO)
			.relists(false)
			.attribute("a", new byte[] { '1' })
			.build())))).isEqualTo(5);
	}

	@Test
	void aLoginTakesTwentyEight() {
		String id = create(TERMS);
		assertThat(cost(() -> login(id, TERMS, "alice"))).isEqualTo(28);
	}

	@Test
	void aLogoutTakesTen() {
		String id = login(create(TERMS), TERMS, "alice");
		assertThat(cost(() -> logout(id))).isEqualTo(10);
	}

	@Test
	void anIndexLastsAsLongAsItsLastSessionHoweverThatGotThere() {
		SessionStore limited = RedisStores.limited(this.redis.connectionFactory());
		SessionDelta endless = bob(create(ENDLESS), ENDLESS).build();
		join(limited.save(endless));
		assertThat(this.redis.cli("PTTL", "session:user:bob")).isEqualTo(-1L);
		SessionDelta again = SessionDelta.changeId(endless.id(), SessionToken.random().id(), TERMS)
			.known(Map.of(SessionRecord.PRINCIPAL, "bob"))
			.build();
		join(limited.save(again));
		assertThat((Long) this.redis.cli("PTTL", "session:user:bob")).as("nobody in it lives for ever any more")
			.isGreaterThan((Long) this.redis.cli("PTTL", "session:" + again.id()));
		join(limited.save(bob(create(ENDLESS), ENDLESS).build()));
		assertThat(this.redis.cli("PTTL", "session:user:bob")).isEqualTo(-1L);
		join(limited.save(bob(create(TERMS), TERMS).build()));
		assertThat(this.redis.cli("PTTL", "session:user:bob")).isEqualTo(-1L);
	}

	private static SessionDelta.Builder bob(String id, ExpiryTerms terms) {
		return SessionDelta.changeId(id, SessionToken.random().id(), terms)
			.detail(SessionRecord.PRINCIPAL, "bob")
			.limit(new SessionLimit(5, SessionLimit.WhenReached.EVICT_OLDEST), null);
	}

	@Test
	void whatIsConfirmedHasAnotherScoreThanWhatWasAnnounced() {
		SessionConnection connection = new SessionConnection(this.redis.connectionFactory());
		IndexEntries entries = new IndexEntries(RedisStores.KEYS);
		Object announced = null;
		for (String action : new String[] { "add", "confirm", "confirm" }) {
			Batch batch = connection.batch();
			CompletionStage<Long> there = entries.put(batch, action,
					RedisStores.users(Map.of(SessionRecord.PRINCIPAL, "carol")).iterator().next(), "id",
					Duration.ofMinutes(5), "0", "");
			batch.send();
			assertThat(join(there)).isEqualTo(1);
			Object score = this.redis.cli("ZSCORE", "session:user:carol", "id");
			assertThat(score).isNotNull().isNotEqualTo(announced);
			announced = score;
		}
	}

	private long cost(Runnable operation) {
		CommandCounter counter = CommandCounter.start(this.redis);
		operation.run();
		Map<String, Long> counts = counter.counts();
		counts.keySet().removeAll(List.of("info", "ping", "auth", "hello", "client|setinfo"));
		return counts.values().stream().mapToLong(Long::longValue).sum();
	}

	private String create(ExpiryTerms terms) {
		String id = SessionToken.random().id();
		join(this.store.save(SessionDelta.create(id, terms, Duration.ZERO)
			.endsIn(ExpiryTerms.isLimit(terms.idleTimeout()) ? terms.idleTimeout() : null)
			.accessedAgo(Duration.ZERO)
			.attribute("a", new byte[] { '0' })
			.build()));
		return id;
	}

	private String login(String id, ExpiryTerms terms, String user) {
		String newId = SessionToken.random().id();
		join(this.store.save(SessionDelta.changeId(id, newId, terms).detail(SessionRecord.PRINCIPAL, user).build()));
		return newId;
	}

	private void logout(String id) {
		join(this.store.delete(new SessionEnd(id, SessionEnd.Reason.LOGOUT, Map.of(SessionRecord.PRINCIPAL, "alice"))));
	}

	private static <T> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

}
