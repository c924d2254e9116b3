package io.github.redissession.takeover;

import java.time.Duration;
import java.util.HashMap;

import org.jspecify.annotations.Nullable;

import io.github.redissession.Device;
import io.github.redissession.core.RequestSession;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.index.AttributeIndexer;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * A session of another store as one that begins in this store: with its attributes and
 * times, and with what this store derives from them. Its principal, device and index
 * values are those of a login by this request, but no limit on the number of sessions
 * applies, so nobody is logged out.
 */
final class AdoptedSession {

	private final SessionSettings settings;

	private final SessionRecord legacy;

	private final Device device;

	private final RequestSession session;

	private final @Nullable String user;

	private final @Nullable String principal;

	private final ExpiryTerms terms;

	AdoptedSession(SessionSettings settings, SessionRecord legacy, Device device) {
		this.settings = settings;
		this.legacy = legacy;
		this.device = device;
		this.session = RequestSession.announced(settings, legacy, false);
		this.user = settings.principalResolver().apply(this.session);
		this.principal = (this.user != null) ? settings.users().storedName().apply(this.user) : null;
		this.terms = settings.policy().terms(this.principal);
	}

	/**
	 * Returns the user who is logged in, by the plain name, or {@code null}.
	 */
	@Nullable String user() {
		return this.user;
	}

	/**
	 * Whether it has ended, by its own idle timeout or the longest one that this store
	 * allows.
	 */
	boolean isOver() {
		Duration idle = idle();
		return ExpiryTerms.isLimit(idle) && !this.legacy.observed().isBefore(this.legacy.accessed().plus(idle));
	}

	private Duration idle() {
		return this.terms.idleTimeout(own());
	}

	/**
	 * Returns the idle timeout of the session, {@code null} if it is that of the policy.
	 */
	private @Nullable Duration own() {
		Duration own = this.legacy.ownIdleTimeout();
		Duration allowed = (own != null) ? this.terms.allowed(own) : null;
		return this.terms.idleTimeout().equals(allowed) ? null : allowed;
	}

	/**
	 * Returns how long ago the session began. If by that less than an idle timeout would
	 * be left of its lifetime, it begins now.
	 */
	private Duration age() {
		Duration age = Duration.between(this.legacy.created(), this.legacy.observed());
		Duration most = this.terms.maxLifetime();
		Duration least = ExpiryTerms.isLimit(idle()) ? idle() : Duration.ZERO;
		boolean begins = age.isNegative() || (ExpiryTerms.isLimit(most) && age.plus(least).compareTo(most) >= 0);
		return begins ? Duration.ZERO : age;
	}

	SessionDelta delta() {
		SessionDelta.Builder delta = SessionDelta.create(this.legacy.id(), this.terms, age())
			.attributes(new HashMap<>(this.legacy.attributes()))
			.accessedAgo(this.legacy.idleTime())
			.ownIdleTimeout(own())
			.endsIn(endsIn());
		this.legacy.details().forEach(delta::detail);
		if (this.principal != null) {
			delta.detail(SessionRecord.PRINCIPAL, this.principal);
			(this.settings.users().recordsDevice() ? this.device : Device.UNKNOWN).details()
				.forEach(delta::changedDetail);
		}
		AttributeIndexer indexer = this.settings.indexer();
		for (String name : this.legacy.attributes().keySet()) {
			if (indexer.isIndexed(name)) {
				indexer.details(name, this.session.getAttribute(name)).forEach(delta::detail);
			}
		}
		return delta.build();
	}

	private @Nullable Duration endsIn() {
		Duration idle = idle();
		Duration lifetime = this.terms.maxLifetime();
		Duration unused = idle.plus(this.terms.touchInterval(idle)).minus(this.legacy.idleTime());
		Duration rest = ExpiryTerms.isLimit(lifetime) ? lifetime.minus(age()) : null;
		if (!ExpiryTerms.isLimit(idle)) {
			return rest;
		}
		return (rest != null && rest.compareTo(unused) < 0) ? rest : unused;
	}

}
