package io.github.redissession.redis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.SessionStoreException;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The store on a real server.
 */
@ExtendWith(RedisServer.Shared.class)
class RedisSessionStoreIT extends SessionStoreContract {

	private RedisServer redis;

	private SessionStore store;

	@BeforeEach
	void createStore(RedisServer redis) {
		this.redis = redis;
		this.store = RedisStores.store(redis.connectionFactory());
	}

	@Test
	void durationsBeyondAllMeasureAreAThousandYears() {
		ExpiryTerms endless = new ExpiryTerms(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE),
				Duration.ofSeconds(Long.MAX_VALUE));
		String id = id();
		save(SessionDelta.create(id, endless, Duration.ZERO)
			.ownIdleTimeout(Duration.ofSeconds(Long.MAX_VALUE))
			.accessedAgo(Duration.ZERO));
		assertThat(find(id).ownIdleTimeout()).isEqualTo(Duration.ofDays(365_000));
		assertThat(find(id).deadline()).isEqualTo(find(id).created().plus(Duration.ofDays(365_000)));
		assertThat(find(id).isExpired(endless)).isFalse();
		save(SessionDelta.update(id, endless).ownIdleTimeout(Duration.ofSeconds(Integer.MAX_VALUE)));
		assertThat(find(id).ownIdleTimeout()).isEqualTo(Duration.ofSeconds(Integer.MAX_VALUE));
	}

	@Test
	void aKeyThatIsNoSessionIsNotTakenForOne() {
		String id = id();
		this.redis.cli("HSET", "session:" + id, "foreign", "1");
		assertThat(join(this.store.find(id))).isNull();
		String other = id();
		this.redis.cli("SET", "session:" + other, "1");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> join(this.store.find(other)))
			.havingCause()
			.isInstanceOf(SessionStoreException.class)
			.withMessageContaining(other)
			.withMessageContaining("WRONGTYPE");
		this.redis.flush();
	}

	@Test
	void aSessionOfALaterLayoutIsNeitherMisreadNorLost() {
		String id = created();
		this.redis.cli("HSET", "session:" + id, "v", "2");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> join(this.store.find(id)))
			.havingCause()
			.isInstanceOf(SessionStoreException.class)
			.withMessageContaining(id)
			.withMessageContaining("version 2");
		assertThat(this.redis.sessions()).containsExactly("session:" + id);
	}

	@Test
	void aServerThatHasForgottenTheScriptsLearnsThemAgain() {
		String id = created();
		this.redis.cli("SCRIPT", "FLUSH");
		save(SessionDelta.update(id, TERMS).attribute("a", bytes("1")));
		this.redis.cli("SCRIPT", "FLUSH");
		assertThat(strings(join(this.store.delete(id)))).containsEntry("a", "1");
	}

	@Test
	void whatWasEndedTooEarlyIsKnownForLongerThanALoginMayTake() {
		String id = id();
		join(this.store.delete(id));
		assertThat((Long) this.redis.cli("PTTL", "session:" + id)).isGreaterThan(RedisSettings.RESERVATION.toMillis());
	}

	@Test
	void aChangeThatFindsNoSessionTakesItOutOfTheIndexOfItsUser() {
		String id = id();
		String index = "session:user:alice";
		save(SessionDelta.create(id, TERMS, Duration.ZERO).detail(SessionRecord.PRINCIPAL, "alice"));
		assertThat(this.redis.cli("ZSCORE", index, id)).isNotNull();
		this.redis.cli("DEL", "session:" + id);
		assertThat(result(SessionDelta.update(id, TERMS)
			.known(Map.of(SessionRecord.PRINCIPAL, "alice"))
			.attribute("a", bytes("1")))).isEqualTo(SaveResult.GONE);
		await().until(() -> this.redis.cli("ZSCORE", index, id) == null);
	}

	@AfterEach
	void everyKeyHasATtlThatItsHashExplains() {
		for (String key : this.redis.sessions()) {
			Object expires = this.redis.cli("HGET", key, "expires");
			if (expires != null) {
				assertThat((Long) this.redis.cli("PTTL", key)).isPositive();
			}
			else {
				assertThat(this.redis.cli("HGET", key, "deadline")).isNull();
			}
		}
	}

	@Override
	protected SessionStore store() {
		return this.store;
	}

}
