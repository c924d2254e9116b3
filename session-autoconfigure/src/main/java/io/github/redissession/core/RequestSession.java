package io.github.redissession.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
import io.github.redissession.spi.AttributeRules;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.UnreadablePolicy;

/**
 * A session in one request: a view of what is stored, which decodes an attribute when the
 * request first reads it, and collects what the request changes.
 * <p>
 * The threads of the request may share it: an asynchronous handler may use it while the
 * container's thread saves it.
 */
public final class RequestSession implements StoredSession {

	private final SessionSettings settings;

	private volatile SessionRequest request;

	private final AttributeCodec codec;

	private final SessionAttributes attributes;

	private final SessionTimes times;

	private String id;

	private @Nullable SessionToken token;

	/** The id under which the session is stored, {@code null} if it is not yet. */
	private @Nullable String storedId;

	private boolean gone;

	private boolean unbindsAtEnd;

	/** Attributes that a listener has set when the session began. */
	private volatile Set<String> recurring = Set.of();

	/** A request may save several times. */
	private boolean skipTold;

	/** What is stored besides the attributes. */
	private Map<String, String> details;

	private SessionLogin login;

	/** Volatile, because it is set while the attributes are locked, not the session. */
	private volatile boolean ending;

	/**
	 * Begins a session.
	 */
	RequestSession(SessionSettings settings, SessionRequest request) {
		this.settings = settings;
		this.request = request;
		this.token = SessionToken.random();
		this.id = this.token.id();
		request.memory().rememberUnsaved(this.id, this.id);
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
	 * Returns the session of an announcement. It belongs to no request, so reading it
	 * prolongs nothing.
	 * @param settings what all sessions share
	 * @param record the session as it was when it was announced
	 * @param ended whether it has ended; it can still be read, but saving it does nothing
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
		this.attributes.changeId(this.id);
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
			return;
		}
		changed(name);
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
	 * Records that the attributes which have been set so far are set in every session
	 * that begins.
	 */
	public void markRecurring() {
		this.recurring = Set.copyOf(this.attributes.names());
	}

	/**
	 * Whether an attribute is set in every session that begins, and was not changed by
	 * the request since.
	 */
	boolean isRecurring(String name) {
		return this.recurring.contains(name);
	}

	private void changed(String name) {
		if (this.recurring.contains(name)) {
			this.recurring = this.recurring.stream()
				.filter((other) -> !other.equals(name))
				.collect(Collectors.toUnmodifiableSet());
		}
	}

	/**
	 * Lets the session be used after its request, which is not asked for anything from
	 * now on. Call it again before each piece of work that saves, because an outage
	 * counts for one of them only.
	 * @param accessed when the client used the session, {@code null} if this is no access
	 */
	public synchronized void outliveRequest(@Nullable Instant accessed) {
		this.request = SessionRequest.unknown();
		this.login = new SessionLogin(this.settings, this.request);
		this.times.accessOnlyAt(accessed);
	}

	/**
	 * Records the token of a session whose client still has that of another store.
	 */
	synchronized void adopted(SessionToken newToken) {
		this.token = newToken;
	}

	/**
	 * Records that another request has changed the id of this session.
	 * @param newId the new id
	 */
	public synchronized void follow(String newId) {
		this.id = newId;
		this.storedId = newId;
		this.token = null;
		this.attributes.changeId(newId);
	}

	/**
	 * Records that a login has been admitted before it is saved, so that the decision is
	 * not made again.
	 * @param principal the user who logs in, by the stored name
	 * @param admission the decision; the sessions which it evicts end when this one is
	 * saved
	 */
	public synchronized void admit(String principal, Admission admission) {
		this.login.admit(principal, admission);
	}

	/**
	 * Records a failure of the store.
	 * @param failure the failure of an operation for this session's request
	 * @return whether the request goes on without the store; {@code false} if its client
	 * must see the failure
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
	 * Takes a login that was refused out of the session, so that the session can still be
	 * saved.
	 * @return the exception for the client
	 */
	RuntimeException refused() {
		String user = this.settings.principalResolver().apply(this);
		endLogin();
		return this.settings.users().refusal().apply(String.valueOf(user));
	}

	/**
	 * Takes the login out of the session and leaves everything else, such as the cart.
	 */
	void endLogin() {
		SessionSettings.LOGIN_ATTRIBUTES.forEach(this.attributes::remove);
	}

	SessionRequest request() {
		return this.request;
	}

	/**
	 * Collects what this request has changed. After most requests there is nothing to
	 * save: they change nothing, and no touch is due.
	 * @param refused receives the failures of attributes that cannot be stored; they are
	 * left out
	 * @return the delta, {@code null} if there is nothing to save
	 */
	synchronized @Nullable SessionDelta delta(Consumer<AttributeNotStorableException> refused) {
		Instant now = this.settings.clock().instant();
		Map<String, byte @Nullable []> changes = this.attributes.changes(refused);
		boolean prolongs = this.times.isAccessedByRequest() && !this.request.isPassive();
		boolean hasStoredId = this.id.equals(this.storedId);
		if (hasStoredId && changes.isEmpty() && this.times.newIdleTimeout() == null
				&& !(prolongs && this.times.isTouchDue(terms(), now))) {
			if (prolongs && !this.skipTold) {
				this.skipTold = true;
				this.settings.observer().touchSkipped();
			}
			return null;
		}
		SessionLogin.Change change = this.login.change(this,
				!Collections.disjoint(changes.keySet(), SessionSettings.LOGIN_ATTRIBUTES),
				this.storedId != null && !hasStoredId);
		ExpiryTerms terms = this.settings.policy().terms(change.principal());
		SessionDelta.Builder delta = builder(terms, now).attributes(changes)
			.ownIdleTimeout(this.times.newIdleTimeout())
			.known(this.details)
			.created((this.storedId != null) ? this.times.created() : null)
			.endsIn(this.times.endsIn(terms, now, change.isToRecord() || this.times.newIdleTimeout() != null))
			.relists(this.times.isRelistDue(terms, now));
		this.login.addTo(delta, change);
		addIndexValues(delta, changes.keySet());
		if (this.unbindsAtEnd) {
			delta.changedDetail(SessionRecord.UNBINDS, "1");
		}
		if (!hasStoredId || !changes.isEmpty()) {
			addOrigin(delta);
		}
		if (prolongs) {
			delta.accessedAgo(this.times.sinceAccess(now));
		}
		return delta.build();
	}

	/**
	 * Adds the index values of the attributes that change. A value is written even if it
	 * stays the same, because another request may have changed it.
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
	 * Adds the origin, so that it is stored by the same write as the attributes.
	 */
	private void addOrigin(SessionDelta.Builder delta) {
		String needed = this.codec.origin(this.id);
		if (needed != null || this.details.containsKey(SessionRecord.ORIGIN)) {
			delta.detail(SessionRecord.ORIGIN, needed);
		}
	}

	/**
	 * Records that a delta has been stored.
	 */
	synchronized void saved(SessionDelta delta) {
		this.attributes.stored(delta.attributes());
		if (!delta.isTouch()) {
			this.attributes.measure(delta.attributes(), this.settings.observer());
		}
		this.storedId = delta.id();
		this.times.saved(delta, this.settings.clock().instant());
		this.details = delta.detailsAfter(this.details);
	}

	/**
	 * Returns the size of all stored attributes in bytes.
	 */
	long storedSize() {
		return this.attributes.storedSize();
	}

	/**
	 * Records that an attribute wants to be told of the end of the session, wherever that
	 * is noticed.
	 */
	public synchronized void unbindAtEnd() {
		this.unbindsAtEnd = true;
	}

	/**
	 * Records that this session has ended in the store.
	 */
	synchronized void gone() {
		this.gone = true;
		this.token = null;
	}

	/**
	 * Whether the session must end because an attribute could not be read.
	 */
	boolean isEnding() {
		return this.ending;
	}

	/**
	 * Returns whether a save has found that this session has ended in the store.
	 */
	public synchronized boolean isGone() {
		return this.gone;
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
		AttributeRules rules = this.settings.attributeRules();
		SessionObserver observer = this.settings.observer();
		return new SessionAttributes(this.codec, new AttributeLimits(rules, observer::attributeLarge), stored, size,
				this::unreadable,
				new LocalAttributes(this.settings.local(), rules.local(), observer::attributeKeptLocal, this.id));
	}

	private void unreadable(String name, AttributeNotReadableException cause) {
		this.settings.observer().attributeUnreadable(this.id, name, cause);
		if (this.settings.attributeRules().onUnreadable() == UnreadablePolicy.END_SESSION) {
			this.ending = true;
		}
	}

}
