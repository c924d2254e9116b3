package io.github.redissession.user;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.redissession.testing.RedisServer;

/**
 * The limit on a single server.
 */
@ExtendWith(RedisServer.Shared.class)
class UserLimitIT extends UserLimitContract {

	private static RedisConnectionFactory first;

	private static RedisConnectionFactory second;

	private RedisServer redis;

	private boolean odd;

	@BeforeEach
	void use(RedisServer redis) {
		this.redis = redis;
	}

	@Override
	protected RedisConnectionFactory connect() {
		if (first == null) {
			first = RedisServer.shared().newConnectionFactory();
			second = RedisServer.shared().newConnectionFactory();
		}
		this.odd = !this.odd;
		return this.odd ? first : second;
	}

	@Override
	protected void flush() {
		this.redis.flush();
	}

	private static io.github.redissession.SessionDelta reviewLogin(String id, SessionLimitX l) {
		return io.github.redissession.SessionDelta
			.create(id,
					new io.github.redissession.ExpiryTerms(java.time.Duration.ofMinutes(30),
							java.time.Duration.ofHours(12), java.time.Duration.ofMinutes(1)),
					java.time.Duration.ZERO)
			.accessedAgo(java.time.Duration.ZERO)
			.detail("principal", "alice")
			.limit(l.limit(), null)
			.build();
	}

	record SessionLimitX(io.github.redissession.SessionLimit limit) {
	}

	private static <T> T j(java.util.concurrent.CompletionStage<T> s) {
		return s.toCompletableFuture().join();
	}

	@org.junit.jupiter.api.Test
	void reviewAdmittedButNeverSaved() {
		RedisConnectionFactory f = connect();
		var store = io.github.redissession.redis.RedisStores.limited(f);
		var limit = new io.github.redissession.SessionLimit(1,
				io.github.redissession.SessionLimit.WhenReached.EVICT_OLDEST);
		String a = io.github.redissession.SessionToken.random().id();
		j(store.save(reviewLogin(a, new SessionLimitX(limit))));
		// a second login is admitted by Spring Security's strategy, and its request dies
		// before it saves
		j(new UserAdmission(store, io.github.redissession.redis.RedisStores.index(f)).admit("alice", limit,
				io.github.redissession.SessionToken.random().id(), null));
		for (int i = 0; i < 5; i++) {
			j(store.save(reviewLogin(io.github.redissession.SessionToken.random().id(), new SessionLimitX(limit))));
		}
		org.assertj.core.api.Assertions
			.assertThat(j(io.github.redissession.redis.RedisStores
				.sessions(f,
						(p) -> new io.github.redissession.ExpiryTerms(java.time.Duration.ofMinutes(30),
								java.time.Duration.ofHours(12), java.time.Duration.ofMinutes(1)))
				.find(io.github.redissession.IndexName.user("alice"))).keySet())
			.hasSize(1);
	}

	@org.junit.jupiter.api.Test
	void reviewLimitOffForAWhile() {
		RedisConnectionFactory f = connect();
		var store = io.github.redissession.redis.RedisStores.limited(f);
		var limit = new io.github.redissession.SessionLimit(2,
				io.github.redissession.SessionLimit.WhenReached.EVICT_OLDEST);
		j(store.save(reviewLogin(io.github.redissession.SessionToken.random().id(), new SessionLimitX(limit))));
		for (int i = 0; i < 4; i++) {
			j(store.save(reviewLogin(io.github.redissession.SessionToken.random().id(), new SessionLimitX(null))));
		}
		j(store.save(reviewLogin(io.github.redissession.SessionToken.random().id(), new SessionLimitX(limit))));
		j(store.save(reviewLogin(io.github.redissession.SessionToken.random().id(), new SessionLimitX(limit))));
		org.assertj.core.api.Assertions
			.assertThat(j(io.github.redissession.redis.RedisStores
				.sessions(f,
						(p) -> new io.github.redissession.ExpiryTerms(java.time.Duration.ofMinutes(30),
								java.time.Duration.ofHours(12), java.time.Duration.ofMinutes(1)))
				.find(io.github.redissession.IndexName.user("alice"))).keySet())
			.hasSize(2);
	}

}
