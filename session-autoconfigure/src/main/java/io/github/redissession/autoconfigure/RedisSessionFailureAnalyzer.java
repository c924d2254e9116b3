package io.github.redissession.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Reports which property, bean or dependency to change if the application cannot start
 * with its session configuration. Runs before Spring Boot's analyzers, which would refer
 * to {@code spring.data.redis} where the cause is a property of
 * {@code redis-session.redis}.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class RedisSessionFailureAnalyzer extends AbstractFailureAnalyzer<RedisSessionStartupException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RedisSessionStartupException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
