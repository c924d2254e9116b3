package io.github.redissession.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.redissession.IndexName;
import io.github.redissession.SessionRecord;

/**
 * Stores as an application gets them, in the namespace {@code session} and with an index
 * of users.
 */
final class RedisStores {

	static final SessionKeys KEYS = new SessionKeys("session");

	private RedisStores() {
	}

	static RedisSessionStore store(RedisConnectionFactory factory) {
		return store(factory, InstantSource.system(), Duration.ofSeconds(5));
	}

	static RedisSessionStore store(RedisConnectionFactory factory, InstantSource clock, Duration patience) {
		return new RedisSessionStore(new RedisCommands(factory), settings(clock, patience));
	}

	static RedisSettings settings(InstantSource clock, Duration patience) {
		return new RedisSettings(KEYS, clock, patience, RedisStores::users, true, Duration.ZERO);
	}

	static Collection<IndexName> users(Map<String, String> details) {
		String principal = details.get(SessionRecord.PRINCIPAL);
		return (principal != null) ? List.of(IndexName.user(principal)) : List.of();
	}

}
