package io.github.redissession.codec;

import org.springframework.security.core.AuthenticationException;

/**
 * Writes the exception of a failed login without the request for authentication, which
 * holds the password or the token that was sent.
 */
final class LoginFailureSecrets implements SecretRemoval {

	private final FailureFactory factory;

	LoginFailureSecrets(FailureFactory factory) {
		this.factory = factory;
	}

	@Override
	public boolean replaces(Class<?> type) {
		return AuthenticationException.class.isAssignableFrom(type);
	}

	@Override
	public Object of(Object value) {
		AuthenticationException failure = (AuthenticationException) value;
		return (failure.getAuthenticationRequest() != null) ? this.factory.create(failure.getClass(), failure)
				: failure;
	}

}
