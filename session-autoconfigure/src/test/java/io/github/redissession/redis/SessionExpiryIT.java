package io.github.redissession.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.redissession.Device;
import io.github.redissession.StoredSession;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.testing.MonitorRecorder;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * When sessions really end, measured by the server's clock, with application clocks that
 * go wrong by an hour.
 */
@ExtendWith(RedisServer.Shared.class)
class SessionExpiryIT {

	private final RedisServer redis;

	/** The application's. */
	private InstantSource clock = InstantSource.system();

	SessionExpiryIT(RedisServer redis) {
		this.redis = redis;
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 1 })
	void aSessionInConstantUseEndsAtItsMaxLifetime(int hours) {
		StoredSessionRepository repository = repository(hours,
				new ExpiryTerms(Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofMillis(100)));
		Instant before = now();
		String id = create(repository);
		Instant after = now();
		Life life = observe(() -> use(repository, id));
		assertThat(life.over()).isAfterOrEqualTo(before.plusSeconds(2));
		assertThat(life.lastSeen()).isBeforeOrEqualTo(after.plusSeconds(2));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 1 })
	void anIdleSessionEndsNeitherEarlyNorLateAndIsTouchedRarely(int hours) {
		StoredSessionRepository repository = repository(hours,
				new ExpiryTerms(Duration.ofSeconds(3), ExpiryTerms.NEVER, Duration.ofSeconds(1)));
		String id = create(repository);
		int requests = 0;
		Instant before = now();
		try (MonitorRecorder recorder = MonitorRecorder.start(this.redis)) {
			Instant end = now().plusSeconds(2);
			while (now().isBefore(end)) {
				before = now();
				assertThat(use(repository, id)).isTrue();
				requests++;
			}
			assertThat(requests).isGreaterThanOrEqualTo(100);
			List<String> writes = recorder.commands().stream().filter("EVALSHA"::equals).toList();
			assertThat(writes).as("the session and its entry in the expiry index").hasSizeBetween(2, 4);
		}
		Instant after = now();
		Life life = observe(() -> Long.valueOf(1).equals(this.redis.cli("EXISTS", "session:" + id)));
		assertThat(life.over()).isAfterOrEqualTo(before.plusSeconds(3));
		assertThat(life.lastSeen()).isBeforeOrEqualTo(after.plusSeconds(4));
	}

	@Test
	void passiveRequestsDoNotProlongASession() {
		Duration idle = Duration.ofSeconds(1);
		StoredSessionRepository repository = repository(0,
				new ExpiryTerms(idle, ExpiryTerms.NEVER, Duration.ofMillis(100)));
		Instant before = now();
		String id = create(repository);
		Instant after = now();
		Life life = observe(() -> inRequest(true, () -> use(repository, id)));
		assertThat(life.over()).isAfterOrEqualTo(before.plus(idle));
		assertThat(life.lastSeen()).isBeforeOrEqualTo(after.plus(idle).plusMillis(100));
	}

	@Test
	void aPassiveRequestMayStillChangeTheSession() {
		StoredSessionRepository repository = repository(0,
				new ExpiryTerms(Duration.ofMinutes(1), ExpiryTerms.NEVER, Duration.ZERO));
		String id = create(repository);
		Object expires = this.redis.cli("HGET", "session:" + id, "expires");
		inRequest(true, () -> {
			StoredSession session = repository.findById(id);
			session.setLastAccessedTime(this.clock.instant());
			session.setAttribute("polled", "1");
			repository.save(session);
			return null;
		});
		assertThat(this.redis.cli("HGET", "session:" + id, "expires")).isEqualTo(expires);
		assertThat(repository.findById(id).<String>getAttribute("polled")).isEqualTo("1");
	}

	@Test
	void aSessionInWhichNobodyIsLoggedInEndsSooner() {
		ExpiryTerms authenticated = new ExpiryTerms(Duration.ofMinutes(30), ExpiryTerms.NEVER, Duration.ofSeconds(1));
		ExpiryTerms anonymous = new ExpiryTerms(Duration.ofMinutes(5), ExpiryTerms.NEVER, Duration.ofSeconds(1));
		StoredSessionRepository repository = repository(0,
				(principal) -> (principal != null) ? authenticated : anonymous);
		String id = create(repository);
		assertThat(timeToLive(id)).isBetween(299_000L, 301_000L);
		StoredSession session = repository.findById(id);
		StoredSession unaware = repository.findById(id);
		session.setAttribute("SPRING_SECURITY_CONTEXT", "alice");
		repository.save(session);
		assertThat(timeToLive(id)).isBetween(1_799_000L, 1_801_000L);
		unaware.setLastAccessedTime(Instant.now());
		unaware.setAttribute("a", "by a request that began before the login");
		repository.save(unaware);
		assertThat(timeToLive(id)).isBetween(1_799_000L, 1_801_000L);
		session.removeAttribute("SPRING_SECURITY_CONTEXT");
		repository.save(session);
		assertThat(timeToLive(id)).isBetween(299_000L, 301_000L);
	}

	private StoredSessionRepository repository(int skewHours, ExpiryTerms terms) {
		return repository(skewHours, (principal) -> terms);
	}

	private StoredSessionRepository repository(int skewHours, ExpiryPolicy policy) {
		this.clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(skewHours));
		AttributeCodec codec = new StringCodec();
		RedisSessionStore store = RedisStores.store(this.redis.connectionFactory(), this.clock, Duration.ofSeconds(5));
		return new StoredSessionRepository(
				store, SessionLookup.NONE, TestSettings.of(codec, policy,
						(session) -> session.getAttribute("SPRING_SECURITY_CONTEXT"), this.clock, List.of()),
				TimeBudget.Budgets.of(Duration.ofSeconds(5)));
	}

	private static String create(StoredSessionRepository repository) {
		StoredSession session = repository.createSession();
		repository.save(session);
		return session.getId();
	}

	/**
	 * Does what Spring Session's filter does in a request.
	 */
	private boolean use(StoredSessionRepository repository, String id) {
		StoredSession session = repository.findById(id);
		if (session == null) {
			return false;
		}
		assertThat(session.isExpired()).isFalse();
		session.setLastAccessedTime(this.clock.instant());
		repository.save(session);
		return true;
	}

	private static <T extends @Nullable Object> T inRequest(boolean passive, Supplier<T> code) {
		SessionRequest previous = new SessionRequest(() -> passive, ExpiryTerms.NEVER, () -> Device.UNKNOWN, null)
			.enter();
		try {
			return code.get();
		}
		finally {
			SessionRequest.leave(previous);
		}
	}

	/**
	 * Looks at a session until it is over. A loaded machine makes the looks rare, not the
	 * bounds wrong.
	 */
	private Life observe(BooleanSupplier alive) {
		AtomicReference<Instant> lastSeen = new AtomicReference<>(Instant.EPOCH);
		await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).until(() -> {
			Instant look = now();
			boolean seen = alive.getAsBoolean();
			if (seen) {
				lastSeen.set(look);
			}
			return !seen;
		});
		return new Life(lastSeen.get(), now());
	}

	private long timeToLive(String id) {
		return (Long) this.redis.cli("PTTL", "session:" + id);
	}

	private Instant now() {
		List<?> time = (List<?>) this.redis.cli("TIME");
		return Instant.ofEpochSecond(Long.parseLong((String) time.get(0)), Long.parseLong((String) time.get(1)) * 1000);
	}

	/**
	 * When a session was seen to live and to be over, by the server's clock.
	 *
	 * @param lastSeen no later than the last look that found it
	 * @param over no earlier than the first look that did not
	 */
	private record Life(Instant lastSeen, Instant over) {

	}

}
