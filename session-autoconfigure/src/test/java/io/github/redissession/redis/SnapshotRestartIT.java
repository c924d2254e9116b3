package io.github.redissession.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.SessionToken;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.user.UserDirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that writes snapshots only is killed: everything is as it was when the last
 * one was written.
 */
class SnapshotRestartIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	@RegisterExtension
	static final RedisServer redis = RedisServer.start();

	private final SessionStore store = RedisStores.store(redis.newConnectionFactory());

	private final UserDirectory sessions = RedisStores.sessions(redis.connectionFactory(), (principal) -> TERMS);

	@Test
	void whatWasDoneSinceTheSnapshotIsUndoneAndNothingIsHalfThere() {
		String kept = login();
		String changed = login();
		String ended = login();
		redis.cli("SAVE");
		String lost = login();
		assertThat(save(SessionDelta.update(changed, TERMS).attribute("a", new byte[] { '2' })))
			.isEqualTo(SaveResult.SAVED);
		end(ended);
		redis.kill();
		redis.restart();
		await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> find(kept) != null);
		assertThat(find(lost)).as("a clean logout").isNull();
		assertThat(List.of(find(kept), find(changed), find(ended))).allSatisfy((session) -> {
			assertThat(session.principal()).isEqualTo("alice");
			assertThat(session.attributes().get("a")).as("as it was").isEqualTo(new byte[] { '1' });
			assertThat((Long) redis.cli("PTTL", "session:" + session.id())).isPositive();
		});
		assertThat(save(SessionDelta.update(lost, TERMS).attribute("a", new byte[] { '3' })))
			.as("nothing comes back by a write")
			.isEqualTo(SaveResult.GONE);
		assertThat(listed()).containsOnlyKeys(kept, changed, ended);
		end(ended);
		assertThat(listed()).containsOnlyKeys(kept, changed);
	}

	private String login() {
		String id = SessionToken.random().id();
		assertThat(save(SessionDelta.create(id, TERMS, Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, "alice")
			.attribute("a", new byte[] { '1' }))).isEqualTo(SaveResult.SAVED);
		return id;
	}

	private SaveResult save(SessionDelta.Builder delta) {
		return this.store.save(delta.build()).toCompletableFuture().join();
	}

	private SessionRecord find(String id) {
		return this.store.find(id).toCompletableFuture().join();
	}

	private void end(String id) {
		this.store.delete(new SessionEnd(id, SessionEnd.Reason.LOGOUT, Map.of())).toCompletableFuture().join();
	}

	private Map<String, SessionRecord> listed() {
		return this.sessions.find("alice").toCompletableFuture().join();
	}

}
