package io.github.redissession.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which property to set when sessions cannot be indexed as the properties say.
 */
class QueryPropertiesFailureAnalyzer extends AbstractFailureAnalyzer<QueryPropertiesException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, QueryPropertiesException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
