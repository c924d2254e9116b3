package io.github.redissession.user;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.Admission;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionLimit;
import io.github.redissession.spi.SessionLimit.WhenReached;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a limit of sessions per user promises, on whatever Redis.
 */
abstract class UserLimitContract {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private static final String USER = "alice";

	private static final int LIMIT = 3;

	private static final int LOGINS = 100;

	private static final int ROUNDS = 50;

	private SessionStore one;

	private SessionStore other;

	private UserDirectory sessions;

	private UserAdmission admission;

	/**
	 * A connection of its own to the Redis under test, which is empty.
	 */
	protected abstract RedisConnectionFactory connect();

	/** Deletes every key. */
	protected abstract void flush();

	@BeforeEach
	void connectTwoNodes() {
		RedisConnectionFactory factory = connect();
		this.admission = new UserAdmission(RedisStores.store(factory), RedisStores.index(factory));
		this.one = RedisStores.limited(factory);
		this.other = RedisStores.limited(connect());
		this.sessions = RedisStores.sessions(factory, (principal) -> TERMS);
	}

	@ParameterizedTest
	@EnumSource
	void simultaneousLoginsNeverExceedTheLimit(WhenReached whenReached) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			for (int round = 0; round < ROUNDS; round++) {
				Map<SaveResult, Long> results = login(threads, new SessionLimit(LIMIT, whenReached));
				await().pollDelay(Duration.ZERO)
					.pollInterval(Duration.ofMillis(2))
					.atMost(Duration.ofSeconds(10))
					.until(() -> live().size() == LIMIT);
				if (whenReached == WhenReached.REJECT) {
					assertThat(results).containsEntry(SaveResult.REFUSED, (long) (LOGINS - LIMIT))
						.containsEntry(SaveResult.SAVED, (long) LIMIT);
				}
				else {
					assertThat(results).doesNotContainKey(SaveResult.REFUSED);
				}
				flush();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	/**
	 * Half of the logins begin a session, the others change the id of an anonymous one.
	 */
	private Map<SaveResult, Long> login(ExecutorService threads, SessionLimit limit) throws Exception {
		List<SessionDelta> logins = new ArrayList<>();
		List<CompletionStage<SaveResult>> begun = new ArrayList<>();
		for (int i = 0; i < LOGINS / 2; i++) {
			String anonymous = id();
			begun.add(this.one.save(SessionDelta.create(anonymous, TERMS, Duration.ZERO).build()));
			logins.add(login(limit));
			logins.add(login(anonymous, limit));
		}
		begun.forEach(UserLimitContract::join);
		List<Future<SaveResult>> results = new ArrayList<>();
		for (int i = 0; i < LOGINS; i++) {
			SessionStore node = (i % 4 < 2) ? this.one : this.other;
			SessionDelta delta = logins.get(i);
			results.add(threads.submit(() -> join(node.save(delta))));
		}
		Map<SaveResult, Long> counted = new EnumMap<>(SaveResult.class);
		for (Future<SaveResult> result : results) {
			counted.merge(result.get(20, TimeUnit.SECONDS), 1L, Long::sum);
		}
		return counted;
	}

	@Test
	void theOldestLoginGoes() {
		SessionLimit limit = new SessionLimit(2, WhenReached.EVICT_OLDEST);
		String first = begin(limit);
		String second = begin(limit);
		touch(first);
		String third = begin(limit);
		assertThat(live()).containsExactlyInAnyOrder(second, third);
	}

	@Test
	void theOneThatWouldEndFirstGoes() {
		SessionLimit limit = new SessionLimit(2, WhenReached.EVICT_LEAST_USED);
		ExpiryTerms shorter = new ExpiryTerms(Duration.ofMinutes(20), ExpiryTerms.NEVER, Duration.ofMinutes(1));
		String first = begin(limit);
		String second = id();
		save(SessionDelta.create(second, shorter, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, USER)
			.limit(limit, null));
		String third = begin(limit);
		assertThat(live()).containsExactlyInAnyOrder(first, third);
	}

	@Test
	void aNewIdKeepsItsPlace() {
		SessionLimit limit = new SessionLimit(2, WhenReached.EVICT_OLDEST);
		String first = begin(limit);
		String second = begin(limit);
		String moved = id();
		save(SessionDelta.changeId(first, moved, TERMS).known(Map.of(SessionRecord.PRINCIPAL, USER)));
		assertThat(live()).containsExactlyInAnyOrder(moved, second);
		String third = begin(limit);
		assertThat(live()).as("the moved one is still the oldest").containsExactlyInAnyOrder(second, third);
	}

	@Test
	void whoLogsInAgainInTheSameSessionNeedsNoOtherPlace() {
		SessionLimit limit = new SessionLimit(1, WhenReached.REJECT);
		String first = begin(limit);
		String again = id();
		save(SessionDelta.changeId(first, again, TERMS)
			.known(Map.of(SessionRecord.PRINCIPAL, USER))
			.detail(SessionRecord.PRINCIPAL, USER)
			.limit(limit, null));
		assertThat(live()).containsExactly(again);
		assertThat(join(this.one.save(login(limit)))).isEqualTo(SaveResult.REFUSED);
	}

	@Test
	void aLogoutMakesRoom() {
		SessionLimit limit = new SessionLimit(1, WhenReached.REJECT);
		String first = begin(limit);
		assertThat(join(this.other.save(login(limit)))).isEqualTo(SaveResult.REFUSED);
		join(this.other.delete(first));
		String second = begin(limit);
		assertThat(live()).containsExactly(second);
	}

	@Test
	void aRefusedLoginLeavesTheSessionAsItWas() {
		SessionLimit limit = new SessionLimit(1, WhenReached.REJECT);
		begin(limit);
		String anonymous = anonymous();
		assertThat(join(this.one.save(login(anonymous, limit)))).isEqualTo(SaveResult.REFUSED);
		assertThat(join(this.one.find(anonymous)).principal()).isNull();
	}

	@Test
	void aLimitCountsSessionsFromBeforeThereWasOne() {
		Set<String> before = new HashSet<>();
		for (int i = 0; i < 5; i++) {
			SessionDelta delta = login(null);
			join(this.one.save(delta));
			before.add(delta.id());
		}
		assertThat(join(this.one.save(login(new SessionLimit(5, WhenReached.REJECT))))).isEqualTo(SaveResult.REFUSED);
		String sixth = begin(new SessionLimit(2, WhenReached.EVICT_OLDEST));
		Set<String> live = live();
		assertThat(live).hasSize(2).contains(sixth);
		live.remove(sixth);
		assertThat(before).containsAll(live);
	}

	@Test
	void aLoginThatWasAdmittedAndIsNeverStoredSparesNobody() {
		SessionLimit limit = new SessionLimit(1, WhenReached.EVICT_OLDEST);
		begin(limit);
		join(this.admission.admit(USER, limit, id(), null));
		begin(limit);
		String last = begin(limit);
		assertThat(live()).containsExactly(last);
	}

	@Test
	void sessionsThatBeganWhileThereWasNoLimitCount() {
		SessionLimit limit = new SessionLimit(2, WhenReached.EVICT_OLDEST);
		begin(limit);
		for (int i = 0; i < 4; i++) {
			begin(null);
		}
		String before = begin(limit);
		String last = begin(limit);
		assertThat(live()).containsExactlyInAnyOrder(before, last);
	}

	@Test
	void aNewIdAfterTheDecisionKeepsItsPlaceAndEndsWhomItHadToEnd() {
		SessionLimit limit = new SessionLimit(1, WhenReached.EVICT_OLDEST);
		begin(limit);
		Admission decision = join(this.admission.admit(USER, limit, id(), null));
		SessionDelta login = SessionDelta.create(id(), TERMS, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, USER)
			.limit(limit, decision)
			.build();
		assertThat(join(this.one.save(login))).isEqualTo(SaveResult.SAVED);
		assertThat(live()).containsExactly(login.id());
	}

	@Test
	void anotherUserIsNotConcerned() {
		SessionLimit limit = new SessionLimit(1, WhenReached.EVICT_OLDEST);
		String bob = id();
		save(SessionDelta.create(bob, TERMS, Duration.ZERO).detail(SessionRecord.PRINCIPAL, "bob").limit(limit, null));
		begin(limit);
		begin(limit);
		assertThat(join(this.one.find(bob))).isNotNull();
	}

	private String begin(SessionLimit limit) {
		SessionDelta delta = login(limit);
		assertThat(join(this.one.save(delta))).isEqualTo(SaveResult.SAVED);
		return delta.id();
	}

	private void touch(String id) {
		save(SessionDelta.update(id, TERMS)
			.known(Map.of(SessionRecord.PRINCIPAL, USER))
			.accessedAgo(Duration.ZERO)
			.endsIn(Duration.ofHours(1)));
	}

	private String anonymous() {
		String id = id();
		save(SessionDelta.create(id, TERMS, Duration.ZERO).accessedAgo(Duration.ZERO));
		return id;
	}

	private static SessionDelta login(SessionLimit limit) {
		return SessionDelta.create(id(), TERMS, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, USER)
			.limit(limit, null)
			.build();
	}

	private static SessionDelta login(String anonymous, SessionLimit limit) {
		return SessionDelta.changeId(anonymous, id(), TERMS)
			.accessedAgo(Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, USER)
			.limit(limit, null)
			.build();
	}

	private Set<String> live() {
		return new HashSet<>(join(this.sessions.find(USER)).keySet());
	}

	private void save(SessionDelta.Builder delta) {
		assertThat(join(this.one.save(delta.build()))).isEqualTo(SaveResult.SAVED);
	}

	private static String id() {
		return SessionToken.random().id();
	}

	private static <T> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

}
