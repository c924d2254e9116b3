package io.github.redissession.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which property to set when attributes cannot be stored as the properties say.
 */
class CodecPropertiesFailureAnalyzer extends AbstractFailureAnalyzer<CodecPropertiesException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, CodecPropertiesException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
