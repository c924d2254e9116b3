package io.github.redissession.core;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.Device;
import io.github.redissession.SessionStoreException;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.RequestPolicy;
import io.github.redissession.spi.SessionRecord;

/**
 * What the repository has to know of the request that it works for, and what it remembers
 * for this request only: the sessions which the request has just saved, and the ids which
 * it found dead. Spring Session's filter finds and saves twice in many requests; the
 * second {@code findById} is answered from here.
 * <p>
 * All dispatches of a servlet request share one object, which is bound to the thread
 * while a session is looked for; a session keeps the request that found it, so it may be
 * saved on any thread. A WebFlux request carries the object in its Reactor context, under
 * the key {@code SessionRequest.class}.
 */
public final class SessionRequest {

	/**
	 * The request attribute, or attribute of the exchange, that holds this object.
	 */
	public static final String ATTRIBUTE = SessionRequest.class.getName();

	private static final ThreadLocal<@Nullable SessionRequest> CURRENT = new ThreadLocal<>();

	private final BooleanSupplier passive;

	private final Duration sensitiveIdleTimeout;

	private final Supplier<Device> device;

	// Nearly every request knows one session at most. One map serves them, never changed;
	// from the second on it is one that can be changed while others read it.

	private volatile Map<String, Optional<RequestSession>> memory = Map.of();

	private volatile Map<String, Map<String, String>> details = Map.of();

	private volatile Map<String, String> storedIds = Map.of();

	private volatile Map<String, Fate> unsaved = Map.of();

	private volatile @Nullable OutageMode outageMode;

	private volatile @Nullable SessionStoreException outage;

	private volatile boolean unresolved;

	private volatile boolean loginUnexpected;

	/**
	 * Describes a request without a mode of its own for outages.
	 * @param passive whether the request reads without prolonging; asked when a session
	 * is saved
	 * @param sensitiveIdleTimeout see {@link RequestPolicy#sensitiveIdleTimeout}
	 * @param device from where the request comes; asked when somebody logs in
	 */
	public SessionRequest(BooleanSupplier passive, Duration sensitiveIdleTimeout, Supplier<Device> device) {
		this.device = device;
		this.passive = passive;
		this.sensitiveIdleTimeout = sensitiveIdleTimeout;
	}

	/**
	 * Describes a request.
	 * @param passive whether the request reads without prolonging; asked when a session
	 * is saved
	 * @param sensitiveIdleTimeout see {@link RequestPolicy#sensitiveIdleTimeout}
	 * @param device from where the request comes; asked when somebody logs in
	 * @param outageMode see {@link RequestPolicy#outageMode}
	 */
	public SessionRequest(BooleanSupplier passive, Duration sensitiveIdleTimeout, Supplier<Device> device,
			@Nullable OutageMode outageMode) {
		this(passive, sensitiveIdleTimeout, device);
		this.outageMode = outageMode;
	}

	/**
	 * The request which this thread serves.
	 * @return the request; outside of one, a new object that is neither passive nor
	 * sensitive and that nobody else will see
	 */
	public static SessionRequest current() {
		SessionRequest current = CURRENT.get();
		return (current != null) ? current : unknown();
	}

	static SessionRequest unknown() {
		return new SessionRequest(() -> false, ExpiryTerms.NEVER, () -> Device.UNKNOWN);
	}

	/**
	 * Makes this the request which the current thread serves.
	 * @return what {@link #leave} wants back
	 */
	public @Nullable SessionRequest enter() {
		SessionRequest previous = CURRENT.get();
		CURRENT.set(this);
		return previous;
	}

	/**
	 * Ends what {@link #enter} has begun.
	 * @param previous what it returned
	 */
	public static void leave(@Nullable SessionRequest previous) {
		if (previous != null) {
			CURRENT.set(previous);
		}
		else {
			CURRENT.remove();
		}
	}

	/**
	 * Whether the store was away when this request needed it. The request then goes on
	 * without the store until its end, also when that comes back meanwhile: who was not
	 * found must not get another session. No cookie is written or expired.
	 * @return whether it was
	 */
	public boolean isOutage() {
		return this.outage != null;
	}

	/**
	 * Lets this request go on without the store, whatever its mode is: for the page that
	 * tells of an error.
	 */
	public void tolerateOutage() {
		if (this.outageMode == null || this.outageMode == OutageMode.REJECT) {
			this.outageMode = OutageMode.ANONYMOUS;
		}
	}

	/**
	 * Why this request goes on without the store.
	 * @return the failure that it met first, {@code null} if it met none
	 */
	@Nullable SessionStoreException outage() {
		return this.outage;
	}

	void outage(SessionStoreException failure) {
		if (this.outage == null) {
			this.outage = failure;
		}
	}

	/**
	 * Remembers that the client showed an id of which nothing was found out, because the
	 * store was away.
	 */
	void rememberUnresolved() {
		this.unresolved = true;
	}

	/**
	 * Why nothing was found out about the id that the client showed.
	 * @return {@code null} if it could be looked up, or there was none
	 */
	@Nullable SessionStoreException unresolved() {
		return this.unresolved ? this.outage : null;
	}

	/**
	 * Takes note that nobody logs in by this request on purpose, because it only reads.
	 * Who is logged in by it all the same, as remember-me does, keeps a cookie that could
	 * not be looked up.
	 */
	public void expectNoLogin() {
		this.loginUnexpected = true;
	}

	/**
	 * Whether a session that begins in this request may take the place of the one that
	 * the client has.
	 * @param principal who is logged in, {@code null} for nobody
	 */
	boolean mayReplaceSession(@Nullable String principal) {
		return !this.unresolved || (principal != null && !this.loginUnexpected);
	}

	OutageMode outageMode(Outages outages) {
		OutageMode own = this.outageMode;
		return (own != null) ? own : outages.mode();
	}

	/**
	 * Remembers an id of which the store has not confirmed anything yet.
	 */
	synchronized void rememberUnsaved(String id) {
		this.unsaved = with(this.unsaved, id, Fate.NEW);
	}

	/**
	 * Remembers the new id of a session of which the store has not confirmed anything
	 * yet. It may just have been asked to begin it under the old one.
	 */
	synchronized void rememberUnsaved(String id, String previousId) {
		this.unsaved = with(this.unsaved, id, this.unsaved.getOrDefault(previousId, Fate.NEW));
	}

	/**
	 * Takes note that the store is to begin a session, or to give it this id.
	 * @return whether it may; {@code false} if the session has ended before
	 */
	synchronized boolean mayBegin(String id) {
		Fate fate = this.unsaved.get(id);
		if (fate == Fate.NEW) {
			this.unsaved = with(this.unsaved, id, Fate.BEGUN);
		}
		return fate != Fate.ENDED;
	}

	/**
	 * Ends a session that the store was never asked to begin, and will not be.
	 * @return whether that was enough; {@code false} if the store may have the session
	 */
	synchronized boolean endUnsaved(String id) {
		Fate fate = this.unsaved.get(id);
		if (fate == Fate.NEW) {
			this.unsaved = with(this.unsaved, id, Fate.ENDED);
		}
		return fate == Fate.NEW || fate == Fate.ENDED;
	}

	boolean isUnsaved(String id) {
		return this.unsaved.containsKey(id);
	}

	boolean isPassive() {
		return this.passive.getAsBoolean();
	}

	Duration sensitiveIdleTimeout() {
		return this.sensitiveIdleTimeout;
	}

	Device device() {
		return this.device.get();
	}

	void remember(RequestSession session) {
		remember(session.getId(), session);
	}

	private synchronized void remember(String id, RequestSession session) {
		this.storedIds = without(this.storedIds, id);
		this.unsaved = without(this.unsaved, id);
		this.memory = with(this.memory, id, Optional.of(session));
	}

	/**
	 * Remembers the details of a session that was read, so that whoever ends it in this
	 * request knows them. The session itself is not remembered: it may have changed.
	 */
	synchronized void rememberDetails(SessionRecord record) {
		this.details = with(this.details, record.id(), record.details());
	}

	Map<String, String> recallDetails(String id) {
		Optional<RequestSession> saved = this.memory.get(id);
		return (saved != null && saved.isPresent()) ? saved.get().getDetails()
				: this.details.getOrDefault(id, Map.of());
	}

	/**
	 * Remembers under which id the store has a session that has got a new one.
	 */
	synchronized void rememberStoredId(String newId, String storedId) {
		this.storedIds = with(this.storedIds, newId, storedId);
	}

	String storedId(String id) {
		return this.storedIds.getOrDefault(id, id);
	}

	synchronized void rememberDead(String id) {
		this.memory = with(this.memory, id, Optional.empty());
	}

	private static <V> Map<String, V> with(Map<String, V> map, String id, V value) {
		if (map instanceof ConcurrentHashMap) {
			map.put(id, value);
			return map;
		}
		if (map.isEmpty() || map.containsKey(id)) {
			return Map.of(id, value);
		}
		Map<String, V> more = new ConcurrentHashMap<>(map);
		more.put(id, value);
		return more;
	}

	private static <V> Map<String, V> without(Map<String, V> map, String id) {
		if (map instanceof ConcurrentHashMap) {
			map.remove(id);
			return map;
		}
		return map.containsKey(id) ? Map.of() : map;
	}

	/**
	 * What this request knows of an id.
	 * @return {@code null} if nothing, empty if there is no such session
	 */
	@Nullable Optional<RequestSession> recall(String id) {
		return this.memory.get(id);
	}

	/**
	 * What has become of a session that this request has made, until the store confirms
	 * it.
	 */
	private enum Fate {

		/** The store has not heard of it. */
		NEW,

		/** The store was asked to begin it. */
		BEGUN,

		/** It ended before the store heard of it. */
		ENDED

	}

}
