package io.github.redissession.takeover;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.PrincipalNameIndexResolver;
import org.springframework.session.Session;

import io.github.redissession.Device;
import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.codec.AttributeFormat;
import io.github.redissession.codec.CodecSettings;
import io.github.redissession.codec.EnvelopeCodec;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.takeover.RedisLegacyStore;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.testing.TestSettings;

/**
 * A process that takes over sessions, without a web server.
 *
 * @param repository its sessions
 */
record TakeoverSite(StoredSessionRepository repository) {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	/**
	 * Starts one.
	 * @param timeout how long an operation may take
	 */
	static TakeoverSite start(LettuceConnectionFactory redis, Duration timeout) {
		EnvelopeCodec codec = new EnvelopeCodec(
				CodecSettings.of(List.of("io.github.redissession"), TakeoverSite.class.getClassLoader())
					.withFormats(AttributeFormat.JSON, AttributeFormat.JDK));
		SessionSettings base = TestSettings.of(codec, (principal) -> TERMS, principals(), InstantSource.system(),
				List.of());
		SpringSessions legacy = new SpringSessions(
				new RedisLegacyStore(new SessionConnection(redis), RedisStores.KEYS, "spring:session", true, timeout),
				new JavaValues(new LeftOutAttributes(base.observer())), null);
		SessionSettings settings = base.with(new SessionAdoption(legacy, base));
		return new TakeoverSite(new StoredSessionRepository(RedisStores.store(redis), (name, value) -> {
			throw new UnsupportedOperationException();
		}, settings, TimeBudget.Budgets.of(timeout)));
	}

	private static Function<Session, @Nullable String> principals() {
		PrincipalNameIndexResolver<Session> resolver = new PrincipalNameIndexResolver<>();
		return (session) -> resolver.resolveIndexesFor(session)
			.get(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);
	}

	/**
	 * Serves a request whose cookie is an old id.
	 */
	@Nullable StoredSession come(String legacyId) {
		SessionRequest request = new SessionRequest(() -> false, ExpiryTerms.NEVER, () -> Device.UNKNOWN, null);
		String id = SessionToken.random().id();
		request.rememberLegacyId(id, legacyId);
		SessionRequest previous = request.enter();
		try {
			return this.repository.findById(id);
		}
		finally {
			SessionRequest.leave(previous);
		}
	}

}
