package io.github.redissession.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the core owes to a server in trouble, before there is anything that deals with
 * outages: nobody waits beyond the time budget, and no session is lost half-way.
 */
class RedisTroubleIT {

	private static final Duration BUDGET = Duration.ofMillis(400);

	@RegisterExtension
	static final RedisServer redis = RedisServer.start();

	@Test
	void aServerThatAcceptsAndNeverAnswersCostsNobodyMoreThanTheTimeBudget() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			LettuceConnectionFactory factory = new LettuceConnectionFactory("127.0.0.1", silent.getLocalPort());
			factory.start();
			StoredSessionRepository repository = repository(factory);
			long start = System.nanoTime();
			List<CompletableFuture<Void>> requests = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				requests.add(CompletableFuture.runAsync(() -> assertThatExceptionOfType(SessionStoreException.class)
					.isThrownBy(() -> repository.findById(SessionToken.random().id()))
					.withMessageContaining("no answer within")));
			}
			CompletableFuture.allOf(requests.toArray(CompletableFuture[]::new)).orTimeout(8, TimeUnit.SECONDS).join();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
			CompletableFuture.runAsync(factory::destroy);
		}
	}

	@Test
	void aServerThatIsAwayAtFirstIsFoundWhenItIsBack() {
		StoredSessionRepository repository = repository(redis.newConnectionFactory());
		redis.kill();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> repository.findById(SessionToken.random().id()));
		redis.restart();
		await().ignoreExceptionsInstanceOf(SessionStoreException.class)
			.atMost(Duration.ofSeconds(10))
			.until(() -> repository.findById(SessionToken.random().id()) == null);
	}

	@Test
	void aNewIdThatNobodyWaitsForAnyMoreIsTakenBack() {
		StoredSessionRepository repository = repository(redis.connectionFactory());
		StoredSession session = repository.createSession();
		session.setAttribute("a", "1");
		repository.save(session);
		String old = session.getId();
		String id = session.changeSessionId();
		redis.pause();
		try {
			assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> repository.save(session));
		}
		finally {
			redis.resume();
		}
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
			assertThat(repository.findById(old)).isNotNull();
			assertThat(repository.findById(old).<String>getAttribute("a")).isEqualTo("1");
			assertThat(repository.findById(id)).isNull();
		});
		assertThat((Long) redis.cli("PTTL", "session:" + old)).isPositive();
	}

	@Test
	void aLogoutWhileANewIdIsStuckIsNotUndone() {
		StoredSessionRepository repository = repository(redis.connectionFactory());
		StoredSessionRepository patient = repository(redis.connectionFactory(), Duration.ofSeconds(10));
		StoredSession session = patient.createSession();
		session.setAttribute("SPRING_SECURITY_CONTEXT", "alice");
		patient.save(session);
		String old = session.getId();
		session.changeSessionId();
		patient.findById(old);
		redis.pause();
		CompletableFuture<Void> logout;
		try {
			assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> repository.save(session));
			logout = CompletableFuture.runAsync(() -> patient.deleteById(old));
		}
		finally {
			redis.resume();
		}
		logout.join();
		await().during(BUDGET).atMost(Duration.ofSeconds(10)).until(() -> redis.lastingKeys().isEmpty());
	}

	@Test
	void aNewIdWhoseAnswerWasLostIsAskedForAgain() {
		try (CountingProxy proxy = CountingProxy.to(redis)) {
			StoredSessionRepository repository = repository(proxy.connectionFactory(), Duration.ofSeconds(10));
			StoredSession session = repository.createSession();
			session.setAttribute("a", "1");
			repository.save(session);
			String old = session.getId();
			String id = session.changeSessionId();
			proxy.swallowReplies();
			CompletableFuture<Void> saved = CompletableFuture.runAsync(() -> repository.save(session));
			await().until(() -> Long.valueOf(1).equals(redis.cli("HEXISTS", "session:" + old, "moved")));
			proxy.resume();
			saved.orTimeout(10, TimeUnit.SECONDS).join();
			assertThat(repository.findById(id).<String>getAttribute("a")).isEqualTo("1");
			assertThat(repository.findById(old)).isNull();
			repository.deleteById(id);
			assertThat(redis.lastingKeys()).isEmpty();
		}
	}

	@Test
	void aNewIdThatDoesNotFitIntoMemoryLeavesTheOldOne() {
		try (RedisServer small = RedisServer.start("--maxmemory-policy", "noeviction")) {
			StoredSessionRepository repository = repository(small.connectionFactory());
			StoredSession session = repository.createSession();
			session.setAttribute("a", "1");
			repository.save(session);
			String old = session.getId();
			small.cli("CONFIG", "SET", "maxmemory", "1");
			session.changeSessionId();
			assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> repository.save(session))
				.withMessageContaining(old)
				.withMessageContaining("OOM");
			assertThat(small.sessions()).containsExactly("session:" + old);
			assertThat(repository.findById(old).<String>getAttribute("a")).isEqualTo("1");
			repository.deleteById(old);
			assertThat(small.lastingKeys()).as("and a logout still works").isEmpty();
		}
	}

	private static StoredSessionRepository repository(RedisConnectionFactory factory) {
		return repository(factory, BUDGET);
	}

	private static StoredSessionRepository repository(RedisConnectionFactory factory, Duration budget) {
		ExpiryTerms terms = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12), Duration.ofMinutes(1));
		RedisSessionStore store = RedisStores.store(factory, InstantSource.system(), budget.dividedBy(2));
		return new StoredSessionRepository(store, SessionLookup.NONE,
				TestSettings.of(new StringCodec(), (principal) -> terms,
						(session) -> session.getAttribute("SPRING_SECURITY_CONTEXT"), InstantSource.system(),
						List.of()),
				TimeBudget.Budgets.of(budget));
	}

}
