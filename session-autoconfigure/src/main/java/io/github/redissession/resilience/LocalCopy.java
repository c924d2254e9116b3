package io.github.redissession.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * A session as this instance has seen it last. Time goes on in it by the clock of this
 * machine, counted from when it was seen.
 *
 * @param record the session
 * @param seen when it was seen, as {@link System#nanoTime()}
 */
record LocalCopy(SessionRecord record, long seen) {

	private static final int OVERHEAD = 500;

	static LocalCopy of(SessionRecord record) {
		return new LocalCopy(record, System.nanoTime());
	}

	/**
	 * A session that begins here.
	 */
	static LocalCopy begin(SessionDelta delta) {
		Instant now = Instant.now();
		Instant created = now.minus(delta.age());
		return of(new SessionRecord(delta.id(), created, created, null, null, null, Duration.ZERO, now, Map.of(),
				Map.of()))
			.with(delta);
	}

	/**
	 * The session as it would be read now.
	 */
	SessionRecord now() {
		SessionRecord r = this.record;
		return new SessionRecord(r.id(), r.created(), r.accessed(), r.ownIdleTimeout(), r.deadline(), r.expires(),
				r.longestGap(), r.observed().plusNanos(System.nanoTime() - this.seen), r.details(), r.attributes());
	}

	/**
	 * The session after a change, as the store would have it.
	 */
	LocalCopy with(SessionDelta delta) {
		SessionRecord before = now();
		Instant now = before.observed();
		Instant accessed = before.accessed();
		if (delta.accessedAgo() != null && now.minus(delta.accessedAgo()).isAfter(accessed)) {
			accessed = now.minus(delta.accessedAgo());
		}
		Duration own = (delta.ownIdleTimeout() != null) ? delta.ownIdleTimeout() : before.ownIdleTimeout();
		ExpiryTerms terms = delta.terms();
		Instant deadline = ExpiryTerms.isLimit(terms.maxLifetime())
				? earlier(before.deadline(), before.created().plus(terms.maxLifetime())) : before.deadline();
		Duration idle = terms.idleTimeout(own);
		Instant expires = ExpiryTerms.isLimit(idle) ? accessed.plus(idle).plus(terms.touchInterval(idle)) : null;
		return of(new SessionRecord(delta.id(), before.created(), accessed, own, deadline, earlier(expires, deadline),
				delta.changesPrincipal() ? Duration.ZERO : before.longestGap(), now,
				merged(before.details(), delta.details()), merged(before.attributes(), delta.attributes())));
	}

	/**
	 * About how many bytes this takes.
	 */
	int size() {
		long size = OVERHEAD;
		for (Map.Entry<String, byte[]> attribute : this.record.attributes().entrySet()) {
			size += 2L * attribute.getKey().length() + attribute.getValue().length + 64;
		}
		for (Map.Entry<String, String> detail : this.record.details().entrySet()) {
			size += 2L * (detail.getKey().length() + detail.getValue().length()) + 64;
		}
		return (int) Math.min(size, Integer.MAX_VALUE);
	}

	private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
		if (a == null || b == null) {
			return (a != null) ? a : b;
		}
		return a.isBefore(b) ? a : b;
	}

	private static <T> Map<String, T> merged(Map<String, T> before, Map<String, ? extends @Nullable T> changes) {
		Map<String, T> merged = new HashMap<>(before);
		changes.forEach((name, value) -> {
			if (value != null) {
				merged.put(name, value);
			}
			else {
				merged.remove(name);
			}
		});
		return merged;
	}

}
