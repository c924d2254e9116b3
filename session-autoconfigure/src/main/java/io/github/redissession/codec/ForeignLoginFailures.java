package io.github.redissession.codec;

import java.lang.reflect.Modifier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;

/**
 * Writes the exception of a failed login whose class is not allowed as one of its
 * superclasses with the same message, because Spring Security itself puts it into the
 * session: the login must fail with its page, not with an error.
 */
final class ForeignLoginFailures implements StandIn {

	private static final Log LOGGER = LogFactory.getLog(ForeignLoginFailures.class);

	private final AllowedTypes allowed;

	private final FailureFactory factory;

	ForeignLoginFailures(AllowedTypes allowed, FailureFactory factory) {
		this.allowed = allowed;
		this.factory = factory;
	}

	@Override
	public boolean replaces(Class<?> type) {
		boolean foreign = AuthenticationException.class.isAssignableFrom(type) && !this.allowed.isAllowed(type);
		if (foreign) {
			LOGGER.warn(
					"Sessions keep the failed login %s as %s with its message; for the class itself, add its package to %s"
						.formatted(type.getName(), superclass(type).getName(), AllowedTypes.PROPERTY));
		}
		return foreign;
	}

	@Override
	public Object of(Object value) {
		return this.factory.create(superclass(value.getClass()), (AuthenticationException) value);
	}

	private Class<?> superclass(Class<?> type) {
		for (Class<?> parent = type.getSuperclass(); parent != AuthenticationException.class; parent = parent
			.getSuperclass()) {
			if (!Modifier.isAbstract(parent.getModifiers()) && this.allowed.isAllowed(parent)) {
				return parent;
			}
		}
		return AuthenticationServiceException.class;
	}

}
