package io.github.redissession.redis;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.SessionToken;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionLimit;
import io.github.redissession.spi.SessionLimit.WhenReached;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.user.UserDirectory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that dies after any number of commands: a proxy passes so many on, and
 * nothing after them. Whatever is left behind is right after the next read: the list
 * shows every session of the user, and every key has a TTL.
 */
@ExtendWith(RedisServer.Shared.class)
class CrashIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private static final Map<String, String> ALICE = Map.of(SessionRecord.PRINCIPAL, "alice");

	/** More commands than any operation sends. */
	private static final int MOST_COMMANDS = 16;

	private RedisServer redis;

	private SessionStore survivor;

	private UserDirectory sessions;

	@BeforeEach
	void connect(RedisServer redis) {
		this.redis = redis;
		this.survivor = RedisStores.limited(redis.connectionFactory());
		this.sessions = RedisStores.sessions(redis.connectionFactory(), (principal) -> TERMS);
		join(this.survivor.find(id()));
	}

	@Test
	void aLogin() {
		dieDuring((store) -> {
			String anonymous = begin(Map.of(), null);
			return () -> store.save(login(anonymous).build());
		});
	}

	@Test
	void aLoginWithoutASessionBefore() {
		dieDuring((store) -> () -> store.save(SessionDelta.create(id(), TERMS, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, "alice")
			.build()));
	}

	@Test
	void aLoginThatEvictsAnotherSession() {
		SessionLimit limit = new SessionLimit(1, WhenReached.EVICT_OLDEST);
		dieDuring((store) -> {
			begin(ALICE, limit);
			String anonymous = begin(Map.of(), null);
			return () -> store.save(login(anonymous).limit(limit, null).build());
		});
	}

	@Test
	void aNewId() {
		dieDuring((store) -> {
			String old = begin(ALICE, null);
			return () -> store.save(SessionDelta.changeId(old, id(), TERMS).known(ALICE).build());
		});
	}

	@Test
	void aLogout() {
		dieDuring((store) -> {
			String id = begin(ALICE, null);
			return () -> store.delete(new SessionEnd(id, SessionEnd.Reason.LOGOUT, ALICE));
		});
	}

	@Test
	void aLogoutThatKeepsTheSession() {
		dieDuring((store) -> {
			String id = begin(ALICE, null);
			return () -> store
				.save(SessionDelta.update(id, TERMS).known(ALICE).detail(SessionRecord.PRINCIPAL, null).build());
		});
	}

	private void dieDuring(Scenario scenario) {
		Set<String> states = new HashSet<>();
		for (int commands = 0; commands <= MOST_COMMANDS; commands++) {
			this.redis.flush();
			int clients = clients();
			try (CountingProxy proxy = CountingProxy.to(this.redis)) {
				SessionStore victim = RedisStores.limited(proxy.connectionFactory());
				join(victim.find(id()));
				Operation operation = scenario.prepare(victim);
				proxy.dieAfter(commands);
				CompletionStage<?> answer = operation.start();
				await("the end of the operation or of the process")
					.until(() -> answer.toCompletableFuture().isDone() || proxy.isDead());
			}
			await("the server to have done what reached it").until(() -> clients() <= clients);
			check(commands);
			states.add(String.join(" ", types()));
		}
		assertThat(states).as("the process died at different points").hasSizeGreaterThan(1);
	}

	private static ConditionFactory await(String what) {
		return Awaitility.await(what)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(10));
	}

	private int clients() {
		return String.valueOf(this.redis.cli("CLIENT", "LIST")).split("\n").length;
	}

	private void check(int commands) {
		Map<String, SessionRecord> listed = join(this.sessions.find("alice"));
		Set<String> live = this.redis.sessions()
			.stream()
			.filter((key) -> "alice".equals(this.redis.cli("HGET", key, "principal")))
			.map((key) -> key.substring("session:".length()))
			.collect(Collectors.toSet());
		assertThat(listed.keySet()).as("after %d commands", commands).isEqualTo(live);
		await("the index to be mended")
			.untilAsserted(() -> assertThat(indexed()).as("after %d commands", commands).isEqualTo(live));
		for (String key : this.redis.keys()) {
			assertThat((Long) this.redis.cli("PTTL", key)).as("%s after %d commands", key, commands).isNotEqualTo(-1L);
		}
	}

	private Set<String> indexed() {
		List<?> members = (List<?>) this.redis.cli("ZRANGEBYSCORE", "session:user:alice", "0", "+inf");
		return members.stream().map(String::valueOf).filter((id) -> !isReserved(id)).collect(Collectors.toSet());
	}

	/** A login was admitted whose process died; its place is kept for a minute. */
	private boolean isReserved(String id) {
		return this.redis.cli("ZSCORE", "session:user:alice", "+" + id) != null
				&& !Long.valueOf(1).equals(this.redis.cli("EXISTS", "session:" + id));
	}

	private List<String> types() {
		return this.redis.keys().stream().map((key) -> this.redis.cli("TYPE", key) + "/" + size(key)).sorted().toList();
	}

	private Object size(String key) {
		return "hash".equals(this.redis.cli("TYPE", key)) ? this.redis.cli("HLEN", key) : this.redis.cli("ZCARD", key);
	}

	private String begin(Map<String, String> details, SessionLimit limit) {
		String id = id();
		SessionDelta.Builder delta = SessionDelta.create(id, TERMS, Duration.ZERO).accessedAgo(Duration.ZERO);
		details.forEach(delta::detail);
		join(this.survivor.save(delta.limit(limit, null).build()));
		return id;
	}

	private static SessionDelta.Builder login(String anonymous) {
		return SessionDelta.changeId(anonymous, id(), TERMS)
			.accessedAgo(Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, "alice");
	}

	private static String id() {
		return SessionToken.random().id();
	}

	private static <T> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

	/** What happens before, and with the store of the process that dies. */
	private interface Scenario {

		Operation prepare(SessionStore store);

	}

	/** What the process is doing when it dies. */
	private interface Operation {

		CompletionStage<?> start();

	}

}
