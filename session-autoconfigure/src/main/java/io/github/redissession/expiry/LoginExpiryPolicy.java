package io.github.redissession.expiry;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.ExpiryTerms;

/**
 * Two sets of limits: for sessions in which somebody is logged in, and for all others.
 *
 * @param authenticated the limits of a session with a principal
 * @param anonymous the limits of a session without
 */
public record LoginExpiryPolicy(ExpiryTerms authenticated, ExpiryTerms anonymous) implements ExpiryPolicy {

	@Override
	public ExpiryTerms terms(@Nullable String principal) {
		return (principal != null) ? this.authenticated : this.anonymous;
	}

}
