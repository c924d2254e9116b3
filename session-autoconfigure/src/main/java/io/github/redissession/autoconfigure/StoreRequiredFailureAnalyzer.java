package io.github.redissession.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do when Redis is away at the start and required to be there.
 */
class StoreRequiredFailureAnalyzer extends AbstractFailureAnalyzer<StoreRequiredException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StoreRequiredException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Start Redis and review the properties that begin with 'spring.data.redis' or 'redis-session.redis'. "
						+ "To start without Redis and wait for it, set redis-session.resilience.require-at-startup=false.",
				cause);
	}

}
