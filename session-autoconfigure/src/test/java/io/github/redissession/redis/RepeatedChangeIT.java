package io.github.redissession.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.SessionToken;
import io.github.redissession.index.IndexName;
import io.github.redissession.index.SessionIndex;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Changes that are told to the store once more, because nobody knows whether they have
 * arrived, after others have gone on with the session.
 */
@ExtendWith(RedisServer.Shared.class)
class RepeatedChangeIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private final String old = SessionToken.random().id();

	private final String id = SessionToken.random().id();

	private final SessionDelta move = SessionDelta.changeId(this.old, this.id, TERMS)
		.detail(SessionRecord.PRINCIPAL, "alice")
		.attribute("context", bytes("alice"))
		.build();

	private RedisServer redis;

	private SessionStore store;

	private SessionIndex index;

	@BeforeEach
	void createSession(RedisServer redis) {
		this.redis = redis;
		this.store = RedisStores.store(redis.connectionFactory());
		this.index = RedisStores.index(redis.connectionFactory());
		save(SessionDelta.create(this.old, TERMS, Duration.ZERO).attribute("cart", bytes("1")));
	}

	@Test
	void aNewIdDoesNotBringBackASessionThatHasEndedUnderIt() {
		assertThat(join(this.store.save(this.move))).isEqualTo(SaveResult.SAVED);
		assertThat(join(this.store.delete(this.id))).isNotNull();
		assertThat(join(this.store.save(this.move))).isEqualTo(SaveResult.GONE);
		assertThat(join(this.store.find(this.id))).isNull();
		assertThat(listed()).isEmpty();
	}

	@Test
	void aNewIdDoesNotUndoWhatHasChangedUnderIt() {
		assertThat(join(this.store.save(this.move))).isEqualTo(SaveResult.SAVED);
		save(SessionDelta.update(this.id, TERMS)
			.known(Map.of(SessionRecord.PRINCIPAL, "alice"))
			.attribute("cart", bytes("2")));
		assertThat(join(this.store.save(this.move))).isEqualTo(SaveResult.SAVED);
		assertThat(cart()).isEqualTo("2");
		assertThat(listed()).containsExactly(this.id);
	}

	@Test
	void whatComesWithANewIdThatHasArrivedIsSaved() {
		assertThat(join(this.store.save(this.move))).isEqualTo(SaveResult.SAVED);
		SessionDelta more = this.move.then(SessionDelta.update(this.id, TERMS).attribute("cart", bytes("3")).build());
		assertThat(join(this.store.save(more))).isEqualTo(SaveResult.SAVED);
		assertThat(cart()).isEqualTo("3");
	}

	@Test
	void aSessionThatHasGotAnotherIdMeanwhileIsGone() {
		String other = SessionToken.random().id();
		save(SessionDelta.changeId(this.old, other, TERMS));
		assertThat(join(this.store.save(this.move))).isEqualTo(SaveResult.GONE);
		assertThat(join(this.store.find(other))).isNotNull();
		assertThat(this.redis.sessions()).containsExactly("session:" + other);
	}

	@Test
	void aChangeThatMustNotBeMadeLeavesTheSessionInItsIndexes() {
		save(SessionDelta.update(this.old, TERMS).detail(SessionRecord.PRINCIPAL, "alice"));
		String shard = SessionHash.string(RedisStores.KEYS.expiry(this.old));
		SessionDelta stale = SessionDelta.update(this.old, TERMS)
			.known(Map.of(SessionRecord.PRINCIPAL, "alice"))
			.attribute("cart", bytes("2"))
			.build()
			.ifUnchangedSince(Map.of("cart", bytes("0")));
		assertThat(join(this.store.save(stale))).isEqualTo(SaveResult.CONFLICT);
		assertThat(listed()).containsExactly(this.old);
		assertThat(Double.parseDouble(String.valueOf(this.redis.cli("ZSCORE", shard, this.old + " alice"))))
			.isGreaterThan(System.currentTimeMillis() + 60_000);
	}

	@Test
	void aChangeOfIdThatMustNotBeMadeIsAConflict() {
		save(SessionDelta.update(this.old, TERMS).detail(SessionRecord.PRINCIPAL, "alice"));
		SessionDelta stale = SessionDelta.changeId(this.old, this.id, TERMS)
			.known(Map.of(SessionRecord.PRINCIPAL, "alice"))
			.attribute("cart", bytes("2"))
			.build()
			.ifUnchangedSince(Map.of("cart", bytes("0")));
		assertThat(join(this.store.save(stale))).isEqualTo(SaveResult.CONFLICT);
		assertThat(listed()).containsExactly(this.old);
		assertThat(join(this.store.find(this.old))).isNotNull();
	}

	private List<String> listed() {
		return join(this.index.list(IndexName.user("alice"))).stream().map(SessionIndex.Entry::id).toList();
	}

	private @Nullable String cart() {
		SessionRecord found = join(this.store.find(this.id));
		assertThat(found).isNotNull();
		return SessionHash.string(found.attributes().get("cart"));
	}

	private void save(SessionDelta.Builder delta) {
		assertThat(join(this.store.save(delta.build()))).isEqualTo(SaveResult.SAVED);
	}

	private static byte[] bytes(String text) {
		return SessionHash.bytes(text);
	}

	private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

}
