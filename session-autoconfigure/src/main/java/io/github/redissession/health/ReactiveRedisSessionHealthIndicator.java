package io.github.redissession.health;

import reactor.core.publisher.Mono;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;

/**
 * The health of sessions for WebFlux applications.
 */
public final class ReactiveRedisSessionHealthIndicator implements ReactiveHealthIndicator {

	private final SessionHealth health;

	/**
	 * Creates the indicator.
	 * @param health probes the store
	 */
	public ReactiveRedisSessionHealthIndicator(SessionHealth health) {
		this.health = health;
	}

	@Override
	public Mono<Health> health() {
		return Mono.fromCompletionStage(this.health::check);
	}

}
