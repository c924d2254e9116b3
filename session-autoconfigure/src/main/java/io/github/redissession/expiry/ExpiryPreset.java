package io.github.redissession.expiry;

import java.time.Duration;

import io.github.redissession.spi.ExpiryTerms;

/**
 * The session limits of the authenticator assurance levels in NIST SP 800-63B-4, sections
 * 2.1.3, 2.2.3 and 2.3.3.
 */
public enum ExpiryPreset {

	/** Level 1: a new login after 30 days; no idle timeout. */
	AAL1(ExpiryTerms.NEVER, Duration.ofDays(30), false),

	/** Level 2: a new login after 24 hours, or after one hour without use. */
	AAL2(Duration.ofHours(1), Duration.ofHours(24), false),

	/** Level 3: a new login after 12 hours, or after 15 minutes without use. */
	AAL3(Duration.ofMinutes(15), Duration.ofHours(12), true);

	private final Duration idleTimeout;

	private final Duration maxLifetime;

	private final boolean binding;

	ExpiryPreset(Duration idleTimeout, Duration maxLifetime, boolean binding) {
		this.idleTimeout = idleTimeout;
		this.maxLifetime = maxLifetime;
		this.binding = binding;
	}

	public Duration idleTimeout() {
		return this.idleTimeout;
	}

	public Duration maxLifetime() {
		return this.maxLifetime;
	}

	/**
	 * Returns whether the standard says SHALL, so that the preset rejects looser values.
	 * At the lower levels it says SHOULD.
	 * @return {@code true} if looser values must be rejected
	 */
	public boolean isBinding() {
		return this.binding;
	}

	/**
	 * Returns whether a limit is looser than a bound.
	 * @param limit a limit; zero or negative for no limit
	 * @param bound the bound; zero or negative for no bound
	 * @return {@code true} if {@code limit} lets a session live longer than {@code bound}
	 */
	public static boolean isLooser(Duration limit, Duration bound) {
		return ExpiryTerms.isLimit(bound) && (!ExpiryTerms.isLimit(limit) || limit.compareTo(bound) > 0);
	}

}
