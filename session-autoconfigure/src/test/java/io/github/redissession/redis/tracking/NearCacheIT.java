package io.github.redissession.redis.tracking;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.SessionStoreException;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;
import io.github.redissession.testing.CommandCounter;
import io.github.redissession.testing.MonitorRecorder;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A node with a near cache, beside another one.
 */
@ExtendWith(RedisServer.Shared.class)
class NearCacheIT extends SessionStoreContract {

	private RedisServer redis;

	private NearNode node;

	private NearNode other;

	@BeforeEach
	void startNodes(RedisServer redis) {
		this.redis = redis;
		this.node = new NearNode(redis.connectionFactory());
		this.other = new NearNode(redis.connectionFactory());
		this.node.started();
		this.other.started();
	}

	@AfterEach
	void stopNodes() {
		this.node.close();
		this.other.close();
	}

	@Test
	void readingASessionAgainCostsNothing() {
		String id = created();
		this.node.find(id);
		CommandCounter counter = CommandCounter.start(this.redis);
		for (int i = 0; i < 1000; i++) {
			assertThat(this.node.find(id)).isNotNull();
		}
		assertThat(counter.counts()).doesNotContainKeys("hgetall", "evalsha", "eval");
		assertThat(counter.counts().getOrDefault("pttl", 0L)).as("checks of the connection").isLessThan(10);
		assertThat(this.node.statistics().hits()).isEqualTo(1000);
	}

	@Test
	void aMissCostsWhatAReadWithoutACacheDoes() {
		String id = created();
		try (MonitorRecorder recorder = MonitorRecorder.start(this.redis)) {
			recorder.clear();
			this.node.find(id);
			assertThat(recorder.entries().stream().filter((entry) -> entry.toString().contains(id)))
				.extracting((entry) -> entry.name())
				.containsExactly("HGETALL", "PTTL");
		}
	}

	@Test
	void aChangeByThisNodeIsSeenAtOnce() {
		String id = created();
		this.node.find(id, false);
		for (int i = 0; i < 500; i++) {
			save(SessionDelta.update(id, TERMS).attribute("a", bytes("" + i)));
			assertThat(strings(this.node.find(id, false))).containsEntry("a", "" + i);
			assertThat(strings(this.node.find(id))).containsEntry("a", "" + i);
		}
	}

	@Test
	void aChangeByAnotherNodeIsSeenWhenItIsHeardOf() {
		String id = created();
		for (int i = 0; i < 200; i++) {
			this.node.find(id);
			join(this.other.store().save(SessionDelta.update(id, TERMS).attribute("a", bytes("" + i)).build()));
			this.node.hear();
			assertThat(strings(this.node.find(id, false))).containsEntry("a", "" + i);
			assertThat(strings(this.node.find(id, true))).containsEntry("a", "" + i);
		}
	}

	@Test
	void aLogoutOnAnotherNodeIsSeenWhenItIsHeardOf() {
		String id = created();
		this.node.find(id);
		this.node.find(id, true);
		join(this.other.store().delete(id));
		this.node.hear();
		assertThat(this.node.find(id, false)).isNull();
		assertThat(this.node.find(id, false)).as("a missing session is not cached").isNull();
	}

	@Test
	void aTouchByAnotherNodeIsSeen() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ofMinutes(10)).accessedAgo(Duration.ofMinutes(10)));
		assertThat(this.node.find(id).idleTime()).isGreaterThan(Duration.ofMinutes(9));
		join(this.other.store().save(SessionDelta.update(id, TERMS).accessedAgo(Duration.ZERO).build()));
		this.node.hear();
		assertThat(this.node.find(id).idleTime()).isLessThan(Duration.ofMinutes(1));
	}

	@Test
	void anOldIdIsDeadEverywhereWhenItIsHeardOf() {
		String old = created();
		this.node.find(old);
		this.other.find(old);
		String id = id();
		join(this.other.store().save(SessionDelta.changeId(old, id, TERMS).build()));
		assertThat(this.other.find(old)).as("at once where it was changed").isNull();
		assertThat(this.other.find(id)).isNotNull();
		this.node.hear();
		assertThat(this.node.find(old)).isNull();
		assertThat(this.node.find(id)).isNotNull();
		assertThat(join(this.node.store().delete(old)).id()).as("the mark is found").isEqualTo(id);
		assertThat(this.node.find(id)).as("at once where it was ended by its old id").isNull();
		this.other.hear();
		assertThat(this.other.find(id)).isNull();
	}

	@Test
	void aSaveForASessionThatHasEndedElsewhereIsGoneAlthoughItIsCached() {
		String id = created();
		this.node.find(id);
		join(this.other.store().delete(id));
		assertThat(result(SessionDelta.update(id, TERMS).attribute("a", bytes("1")))).isEqualTo(SaveResult.GONE);
		assertThat(this.node.find(id)).isNull();
	}

	@Test
	void everythingIsForgottenWhenRedisIsEmptied() {
		String id = created();
		this.node.find(id);
		this.node.find(id, true);
		this.redis.flush();
		this.node.hear();
		assertThat(this.node.statistics().sessions()).isZero();
		assertThat(this.node.find(id)).isNull();
		assertThat(this.node.isOn()).isTrue();
	}

	@Test
	void anotherExpiryOfTheKeyIsSeen() {
		String id = created();
		SessionRecord before = this.node.find(id);
		this.redis.cli("PEXPIRE", "session:" + id, "60000");
		this.node.hear();
		assertThat(this.node.find(id, false).expires()).isEqualTo(before.expires());
	}

	@Test
	void whatCannotBeReadFailsAsWithoutACacheAndHarmsNothingElse() {
		String id = created();
		this.node.find(id);
		String text = id();
		this.redis.cli("SET", "session:" + text, "1");
		String later = created();
		this.redis.cli("HSET", "session:" + later, "v", "2");
		for (String broken : List.of(text, later)) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.node.find(broken))
				.havingCause()
				.isInstanceOf(SessionStoreException.class)
				.withMessageContaining(broken);
		}
		this.node.find(id, true);
		this.redis.flush();
	}

	@Test
	void listsAreReadFromRedis() {
		String id = created();
		this.node.find(id);
		CommandCounter counter = CommandCounter.start(this.redis);
		join(this.node.store().findAll(List.of(id)));
		assertThat(counter.counts()).containsEntry("hgetall", 1L);
	}

	@Override
	protected SessionStore store() {
		return this.node.store();
	}

}
