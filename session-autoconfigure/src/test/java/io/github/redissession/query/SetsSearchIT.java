package io.github.redissession.query;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers by sorted sets.
 */
class SetsSearchIT extends SessionSearchContract {

	@RegisterExtension
	static final RedisServer REDIS = startWithDebug();

	private final QuerySite site = QuerySite.sets(REDIS.connectionFactory());

	/** Redis 6 allows it in any case and does not know the option. */
	private static RedisServer startWithDebug() {
		try {
			return RedisServer.start("--enable-debug-command", "yes");
		}
		catch (RuntimeException ex) {
			return RedisServer.start();
		}
	}

	@BeforeEach
	void deleteNothingThatHasExpired() {
		REDIS.cli("DEBUG", "SET-ACTIVE-EXPIRE", "0");
	}

	@Override
	QuerySite site() {
		return this.site;
	}

	@Override
	void flush() {
		REDIS.flush();
	}

	@Test
	void everyKeyHasATimeToLive() {
		this.site.begin("alice", "north", 1.0, "apple", "pear");
		assertThat(REDIS.keys()).hasSizeGreaterThan(6);
		assertThat(REDIS.keys()).allSatisfy((key) -> assertThat((Long) REDIS.cli("PTTL", key)).as(key).isPositive());
	}

}
