package io.github.redissession.health;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of sessions for servlet applications.
 */
public final class RedisSessionHealthIndicator implements HealthIndicator {

	private final SessionHealth health;

	/**
	 * Creates the indicator.
	 * @param health probes the store
	 */
	public RedisSessionHealthIndicator(SessionHealth health) {
		this.health = health;
	}

	/**
	 * Waits for the probe, which completes in bounded time.
	 */
	@Override
	public Health health() {
		return this.health.check().toCompletableFuture().join();
	}

}
