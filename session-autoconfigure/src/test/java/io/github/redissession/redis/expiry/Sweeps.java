package io.github.redissession.redis.expiry;

import java.util.concurrent.CompletionStage;

import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;

/**
 * Single visits of a sweeper, without its timer.
 */
public final class Sweeps {

	private Sweeps() {
	}

	public static CompletionStage<Integer> sweep(SessionConnection connection, RedisSettings settings, int shard) {
		return new ExpiredSessions(connection, settings, null).sweep(shard, 10);
	}

}
