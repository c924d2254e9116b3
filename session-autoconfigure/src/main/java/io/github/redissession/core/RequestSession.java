package io.github.redissession.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.SessionAttribute;
import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.index.AttributeIndexer;
import io.github.redissession.spi.Admission;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.UnreadablePolicy;

/**
 * A session in one request: a view of what is stored, which decodes an attribute when
 * somebody asks for it, and collects what the request changes.
 * <p>
 * It belongs to one request. The threads of that request may share it: an asynchronous
 * handler may use it while the container's thread saves it. What other requests change
 * meanwhile is not seen; it is merged by attribute name when this one is saved.
 */
public final class RequestSession implements StoredSession {

	private final SessionSettings settings;

	private final SessionRequest request;

	private final AttributeCodec codec;

	private final SessionAttributes attributes;

	private final SessionTimes times;

	private String id;

	private @Nullable SessionToken token;

	/** The id under which the store has the session, {@code null} if it has it not. */
	private @Nullable String storedId;

	private boolean gone;

	/** A request may save several times. */
	private boolean skipTold;

	/** What the store knows of the session besides its attributes. */
	private Map<String, String> details;

	private final SessionLogin login;

	/** Not guarded by the lock, because it is set while the attributes are locked. */
	private volatile boolean ending;

	/**
	 * Begins a session.
	 */
	RequestSession(SessionSettings settings, SessionRequest request) {
		this.settings = settings;
		this.request = request;
		this.token = SessionToken.random();
		this.id = this.token.id();
		request.memory().rememberUnsaved(this.id);
		this.details = Map.of();
		this.times = new SessionTimes(settings.clock().instant());
		this.login = new SessionLogin(settings, request);
		this.codec = settings.codec().forSession(this.id, null);
		this.attributes = attributes(Map.of(), 0);
	}

	/**
	 * Opens a session that the store has.
	 */
	RequestSession(SessionSettings settings, SessionRequest request, SessionRecord record) {
		this.settings = settings;
		this.request = request;
		this.id = record.id();
		this.storedId = record.id();
		this.details = record.details();
		this.times = new SessionTimes(record, settings.clock().instant());
		this.login = new SessionLogin(settings, request);
		this.codec = settings.codec().forSession(record.id(), record.details().get(SessionRecord.ORIGIN));
		this.attributes = attributes(record.attributes(), record.size());
	}

	/**
	 * A session of which something was announced. It belongs to no request: reading it
	 * prolongs nothing.
	 * @param settings what all sessions share
	 * @param record the session as it was then
	 * @param ended whether it has ended; then it can be read, and saving it does nothing
	 * @return the session
	 */
	public static RequestSession announced(SessionSettings settings, SessionRecord record, boolean ended) {
		RequestSession session = new RequestSession(settings, SessionRequest.unknown(), record);
		session.gone = ended;
		return session;
	}

	@Override
	public synchronized String getId() {
		return this.id;
	}

	@Override
	public synchronized @Nullable SessionToken getToken() {
		return this.token;
	}

	@Override
	public synchronized String changeSessionId() {
		String previous = this.id;
		this.token = SessionToken.random();
		this.id = this.token.id();
		if (this.storedId != null) {
			this.request.memory().rememberStoredId(this.id, this.storedId);
		}
		else {
			this.request.memory().rememberUnsaved(this.id, previous);
		}
		return this.id;
	}

	@SuppressWarnings("unchecked")
	@Override
	public <T> @Nullable T getAttribute(String name) {
		if (SELF.equals(name)) {
			return (T) this;
		}
		Object value = this.attributes.get(name);
		return isEnding() ? null : (T) value;
	}

	@Override
	public <T> @Nullable T get(SessionAttribute<T> key) {
		Object value = getAttribute(key.name());
		Object checked = (value != null)
				? new AttributeUse(this.attributes, this.settings.attributeRules().validation()).checked(key, value)
				: null;
		return key.type().isInstance(checked) ? key.type().cast(checked) : null;
	}

	@Override
	public Set<String> getAttributeNames() {
		return isEnding() ? Set.of() : this.attributes.names();
	}

	@Override
	public Set<String> getUnreadableAttributeNames() {
		return this.attributes.unreadable();
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (value == null) {
			this.attributes.remove(name);
		}
		else {
			set(name, value);
		}
	}

	private void set(String name, Object value) {
		try {
			this.attributes.set(name, value);
		}
		catch (AttributeNotStorableException ex) {
			this.settings.observer().attributeRefused(ex);
			throw ex;
		}
	}

	@Override
	public void removeAttribute(String name) {
		this.attributes.remove(name);
	}

	@Override
	public Instant getCreationTime() {
		return this.times.created();
	}

	@Override
	public void setLastAccessedTime(Instant accessed) {
		this.times.access(accessed);
	}

	@Override
	public Instant getLastAccessedTime() {
		return this.times.accessed();
	}

	@Override
	public void setMaxInactiveInterval(Duration interval) {
		this.times.changeIdleTimeout(terms().allowed(interval));
	}

	@Override
	public Duration getMaxInactiveInterval() {
		return this.times.idleTimeout(terms());
	}

	@Override
	public synchronized @Nullable String getPrincipal() {
		return this.details.get(SessionRecord.PRINCIPAL);
	}

	@Override
	public synchronized @Nullable String getStoredId() {
		return this.storedId;
	}

	@Override
	public synchronized Map<String, String> getDetails() {
		return this.details;
	}

	/**
	 * Takes note that a login has been admitted before it is saved, so that it is not
	 * decided again.
	 * @param principal who logs in
	 * @param admission the decision; the sessions which it evicts end when this one is
	 * saved
	 */
	public synchronized void admit(String principal, Admission admission) {
		this.login.admit(principal, admission);
	}

	/**
	 * Takes note that the store is away.
	 * @param failure what the store was asked for in vain
	 * @return whether the request goes on all the same; {@code false} if the failure is
	 * to reach its client
	 */
	public boolean goesOnWithoutStore(SessionStoreException failure) {
		if (!Outages.isOutage(failure)) {
			return false;
		}
		this.request.outage(failure);
		return this.request.outageMode(this.settings.outages()) != OutageMode.REJECT;
	}

	@Override
	public @Nullable Instant getDeadline() {
		return this.times.deadline(terms());
	}

	@Override
	public @Nullable Instant getExpiresAt() {
		return this.times.expiresAt(terms(), this.request.isPassive());
	}

	@Override
	public boolean isExpired() {
		return isGone() || isEnding() || this.times.isExpired(terms(), this.settings.clock().instant());
	}

	/**
	 * What a login is told that was refused. It is taken out of the session, so that the
	 * session can still be saved.
	 */
	RuntimeException refused() {
		String user = this.settings.principalResolver().apply(this);
		endLogin();
		return this.settings.users().refusal().apply(String.valueOf(user));
	}

	/**
	 * Takes the login out of the session and leaves everything else, for example the
	 * cart.
	 */
	void endLogin() {
		SessionSettings.LOGIN_ATTRIBUTES.forEach(this.attributes::remove);
	}

	/**
	 * The request that works with this session.
	 */
	SessionRequest request() {
		return this.request;
	}

	/**
	 * Collects what this request has changed.
	 * @param refused hears of attributes that cannot be stored; they are left out
	 * @return the delta, {@code null} if there is nothing to save
	 */
	synchronized @Nullable SessionDelta delta(Consumer<AttributeNotStorableException> refused) {
		Instant now = this.settings.clock().instant();
		Map<String, byte @Nullable []> changes = this.attributes.changes(refused);
		if (changes.isEmpty() && isAsStored(now)) {
			return null;
		}
		SessionLogin.Change change = this.login.change(this,
				!Collections.disjoint(changes.keySet(), SessionSettings.LOGIN_ATTRIBUTES), isIdChanged());
		ExpiryTerms terms = this.settings.policy().terms(change.principal());
		SessionDelta.Builder delta = builder(terms, now).allAttributes(changes)
			.ownIdleTimeout(this.times.newIdleTimeout())
			.known(this.details)
			.created((this.storedId != null) ? this.times.created() : null)
			.endsIn(this.times.endsIn(terms, now, change.isToRecord() || this.times.newIdleTimeout() != null))
			.relists(this.times.isRelistDue(terms, now));
		this.login.addTo(delta, change);
		addIndexValues(delta, changes.keySet());
		if (isIdChanged() || this.storedId == null || !changes.isEmpty()) {
			addOrigin(delta);
		}
		if (this.times.isAccessedByRequest() && !this.request.isPassive()) {
			if (!delta.isTouch() || this.times.isTouchDue(terms, now)) {
				delta.accessedAgo(this.times.sinceAccess(now));
			}
			else {
				tellSkip();
			}
		}
		SessionDelta collected = delta.build();
		return collected.isEmpty() ? null : collected;
	}

	/**
	 * Whether there is nothing to save besides attributes, as after most requests: they
	 * change nothing, and no touch is due.
	 */
	private boolean isAsStored(Instant now) {
		if (this.storedId == null || isIdChanged() || this.times.newIdleTimeout() != null) {
			return false;
		}
		if (this.times.isAccessedByRequest() && !this.request.isPassive()) {
			if (this.times.isTouchDue(terms(), now)) {
				return false;
			}
			tellSkip();
		}
		return true;
	}

	private void tellSkip() {
		if (!this.skipTold) {
			this.skipTold = true;
			this.settings.observer().touchSkipped();
		}
	}

	/**
	 * Adds by what the session can be found after a change of attributes. It is written
	 * also where it stays the same, because another request may have changed it.
	 */
	private void addIndexValues(SessionDelta.Builder delta, Set<String> changed) {
		AttributeIndexer indexer = this.settings.indexer();
		for (String name : changed) {
			if (indexer.isIndexed(name)) {
				indexer.details(name, this.attributes.get(name)).forEach(delta::detail);
			}
		}
	}

	/**
	 * Says with every change of attributes what they are bound to, so that it is written
	 * with the same key.
	 */
	private void addOrigin(SessionDelta.Builder delta) {
		String needed = this.codec.origin(this.id);
		if (needed != null || this.details.containsKey(SessionRecord.ORIGIN)) {
			delta.detail(SessionRecord.ORIGIN, needed);
		}
	}

	/**
	 * Takes note that a delta has been stored.
	 */
	synchronized void saved(SessionDelta delta) {
		this.attributes.stored(delta.attributes());
		measure(delta);
		this.storedId = delta.id();
		this.times.saved(delta, this.settings.clock().instant());
		this.details = delta.detailsAfter(this.details);
	}

	private void measure(SessionDelta delta) {
		if (delta.isTouch()) {
			return;
		}
		SessionObserver observer = this.settings.observer();
		delta.attributes().forEach((name, value) -> {
			if (value != null) {
				observer.attributeMeasured(name, value.length);
			}
		});
		observer.sessionMeasured(storedSize());
	}

	/**
	 * The size of all attributes as the store has them, in bytes.
	 */
	long storedSize() {
		return this.attributes.storedSize();
	}

	/**
	 * Takes note that the store does not have this session any more.
	 */
	synchronized void gone() {
		this.gone = true;
		this.token = null;
	}

	/**
	 * Whether an attribute could not be read that the session is not to live without.
	 */
	boolean isEnding() {
		return this.ending;
	}

	synchronized boolean isGone() {
		return this.gone;
	}

	private boolean isIdChanged() {
		return this.storedId != null && !this.storedId.equals(this.id);
	}

	private SessionDelta.Builder builder(ExpiryTerms terms, Instant now) {
		if (this.storedId == null) {
			return SessionDelta.create(this.id, terms, this.times.age(now));
		}
		return this.storedId.equals(this.id) ? SessionDelta.update(this.id, terms)
				: SessionDelta.changeId(this.storedId, this.id, terms);
	}

	private ExpiryTerms terms() {
		return this.settings.policy().terms(getPrincipal());
	}

	private SessionAttributes attributes(Map<String, byte[]> stored, long size) {
		AttributeSizes sizes = new AttributeSizes(this.settings.attributeRules(),
				this.settings.observer()::attributeLarge);
		return new SessionAttributes(this.codec, sizes, stored, size, this::unreadable);
	}

	private void unreadable(String name, AttributeNotReadableException cause) {
		this.settings.observer().attributeUnreadable(this.id, name, cause);
		if (this.settings.attributeRules().onUnreadable() == UnreadablePolicy.END_SESSION) {
			this.ending = true;
		}
	}

}
