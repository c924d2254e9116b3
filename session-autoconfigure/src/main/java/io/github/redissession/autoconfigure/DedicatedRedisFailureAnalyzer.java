package io.github.redissession.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which properties to review when the sessions' own Redis cannot be set up. It comes
 * before Boot's analyzers, which would name {@code spring.data.redis}.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class DedicatedRedisFailureAnalyzer extends AbstractFailureAnalyzer<DedicatedRedisException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DedicatedRedisException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Review the properties that begin with 'redis-session.redis'. They take what those that begin with "
						+ "'spring.data.redis' take, for example 'redis-session.redis.url=redis://example.com:6379'.",
				cause);
	}

}
