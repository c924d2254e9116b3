package io.github.redissession.expiry;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.ExpiryTerms;

/**
 * Two sets of limits: one for sessions in which a user is logged in, one for all others.
 *
 * @param authenticated the limits of sessions with a principal
 * @param anonymous the limits of sessions without a principal
 */
public record LoginExpiryPolicy(ExpiryTerms authenticated, ExpiryTerms anonymous) implements ExpiryPolicy {

	@Override
	public ExpiryTerms terms(@Nullable String principal) {
		return (principal != null) ? this.authenticated : this.anonymous;
	}

}
