package io.github.redissession.autoconfigure;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.NestedExceptionUtils;

/**
 * The properties of the sessions' own Redis cannot be used.
 */
class DedicatedRedisException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	DedicatedRedisException(Throwable cause) {
		super("The Redis of the sessions cannot be set up: " + reason(cause), cause);
	}

	/**
	 * The innermost message, and in front of it the name under which the application
	 * knows the property.
	 */
	private static String reason(Throwable failure) {
		String reason = String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindException bind) {
				return bind.getName().toString().replace("spring.data.redis", "redis-session.redis") + ": " + reason;
			}
		}
		return reason;
	}

}
