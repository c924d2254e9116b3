package io.github.redissession.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.redissession.core.UserPolicy;
import io.github.redissession.index.IndexName;
import io.github.redissession.index.IndexRule;
import io.github.redissession.index.SessionIndex;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.plan.QueryIndexRule;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.inspect.MemoryInspection;
import io.github.redissession.spi.DeviceNames;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.user.UserAdmission;
import io.github.redissession.user.UserDirectory;
import io.github.redissession.user.UserLimitLayer;

/**
 * Stores as an application gets them, in the namespace {@code session} and with an index
 * of users.
 */
public final class RedisStores {

	public static final SessionKeys KEYS = new SessionKeys("session");

	public static final SessionObserver NOBODY = SessionObserver.all(List.of());

	private RedisStores() {
	}

	static RedisSessionStore store(RedisConnectionFactory factory, SessionKeys keys) {
		return new RedisSessionStore(new SessionConnection(factory), new RedisSettings(keys, InstantSource.system(),
				Duration.ofSeconds(5), RedisStores::users, true, Duration.ZERO, NOBODY));
	}

	public static RedisSessionStore store(RedisConnectionFactory factory) {
		return store(factory, InstantSource.system(), Duration.ofSeconds(5));
	}

	static RedisSessionStore store(RedisConnectionFactory factory, InstantSource clock, Duration timeout) {
		return new RedisSessionStore(new SessionConnection(factory), settings(clock, timeout));
	}

	public static RedisSettings settings(InstantSource clock, Duration timeout) {
		return new RedisSettings(KEYS, clock, timeout, RedisStores::users, true, Duration.ZERO, NOBODY);
	}

	public static SessionIndex index(RedisConnectionFactory factory) {
		return new RedisSessionIndex(new SessionConnection(factory), KEYS);
	}

	/** A store that limits how many sessions a user has. */
	public static SessionStore limited(RedisConnectionFactory factory) {
		SessionStore store = store(factory);
		return new UserLimitLayer(store, new UserAdmission(store, index(factory)));
	}

	public static UserDirectory sessions(RedisConnectionFactory factory, ExpiryPolicy policy) {
		return new UserDirectory(store(factory), index(factory), policy, UserPolicy.DEFAULT, DeviceNames.plain(),
				NOBODY);
	}

	public static MemoryInspection memory(RedisConnectionFactory factory) {
		return memory(factory, List.of());
	}

	public static MemoryInspection memory(RedisConnectionFactory factory, List<IndexedAttribute> declared) {
		return new MemoryInspection(new SessionConnection(factory), settings(declared), Duration.ofSeconds(10));
	}

	/** A store whose sessions can be found by the values of attributes. */
	public static SessionStore store(RedisConnectionFactory factory, List<IndexedAttribute> declared) {
		return new RedisSessionStore(new SessionConnection(factory), settings(declared));
	}

	private static RedisSettings settings(List<IndexedAttribute> declared) {
		IndexRule rule = IndexRule.all(List.of(RedisStores::users, new QueryIndexRule(declared)));
		return new RedisSettings(KEYS, InstantSource.system(), Duration.ofSeconds(5), rule, true, Duration.ZERO,
				NOBODY);
	}

	public static Collection<IndexName> users(Map<String, String> details) {
		String principal = details.get(SessionRecord.PRINCIPAL);
		return (principal != null) ? List.of(IndexName.user(principal)) : List.of();
	}

}
