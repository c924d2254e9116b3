package io.github.redissession.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which dependency to add for the near cache.
 */
class NearCacheFailureAnalyzer extends AbstractFailureAnalyzer<NearCacheException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NearCacheException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Add the dependency com.github.ben-manes.caffeine:caffeine, whose version Spring Boot manages, or set "
						+ "redis-session.near-cache.enabled=false.",
				cause);
	}

}
