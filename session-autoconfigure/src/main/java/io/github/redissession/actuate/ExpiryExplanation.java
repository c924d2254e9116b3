package io.github.redissession.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionRecord;

/**
 * Explains why a session ends when it ends: by what Redis has stored, or by the current
 * policy, which may be stricter.
 *
 * @param policy the current policy
 * @param policies returns the effective policies and where they come from
 */
record ExpiryExplanation(ExpiryPolicy policy, Supplier<List<EffectivePolicy>> policies) {

	private static final String OWN = "setMaxInactiveInterval of this session";

	private static final String WHEN_IT_BEGAN = "the max-lifetime that was in force when it was written";

	SessionDescriptor.End explain(SessionRecord record) {
		ExpiryTerms terms = this.policy.terms(record.principal());
		Duration idle = terms.idleTimeout(record.ownIdleTimeout());
		Duration touch = terms.touchInterval(idle);
		String idleSource = (record.ownIdleTimeout() != null) ? OWN : source(
				(record.principal() != null) ? EffectivePolicy.IDLE_TIMEOUT : EffectivePolicy.ANONYMOUS_IDLE_TIMEOUT);
		Instant byPolicy = ExpiryTerms.isLimit(terms.maxLifetime()) ? record.created().plus(terms.maxLifetime()) : null;
		Instant deadline = earlier(record.deadline(), byPolicy);
		String deadlineSource = (deadline == null || deadline.equals(byPolicy)) ? source(EffectivePolicy.MAX_LIFETIME)
				: WHEN_IT_BEGAN;
		Instant idleEnd = ExpiryTerms.isLimit(idle)
				? earlier(record.accessed().plus(idle).plus(touch), record.expires()) : null;
		Instant at = earlier(earlier(idleEnd, deadline), record.expires());
		boolean byDeadline = at != null && at.equals(deadline);
		String reason = (at == null) ? "never" : byDeadline ? "max-lifetime" : "idle-timeout";
		return new SessionDescriptor.End(at, reason, byDeadline ? deadlineSource : idleSource,
				ExpiryTerms.isLimit(idle) ? idle : null, idleSource, touch, deadline, deadlineSource);
	}

	private String source(String name) {
		return this.policies.get()
			.stream()
			.filter((one) -> one.name().equals(name))
			.map(EffectivePolicy::source)
			.findFirst()
			.orElse("default");
	}

	private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return one.isBefore(other) ? one : other;
	}

}
