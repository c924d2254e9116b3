package io.github.redissession.spi;

import org.jspecify.annotations.Nullable;

/**
 * Decides which time limits apply to a session. An application may define a bean of this
 * type, for example to give administrators a shorter idle timeout.
 * <p>
 * It is called several times in a request, by many threads at once, so it must answer
 * from memory.
 */
@FunctionalInterface
public interface ExpiryPolicy {

	/**
	 * Returns the limits for a session of this principal.
	 * @param principal the name of the user who is logged in, {@code null} if no user is
	 * @return the limits, never {@code null}
	 */
	ExpiryTerms terms(@Nullable String principal);

}
