package io.github.redissession.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which property to set when the connection factory cannot be used.
 */
class UnsupportedConnectionFactoryFailureAnalyzer
		extends AbstractFailureAnalyzer<UnsupportedConnectionFactoryException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedConnectionFactoryException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
