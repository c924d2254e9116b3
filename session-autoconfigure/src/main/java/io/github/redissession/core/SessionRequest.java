package io.github.redissession.core;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.Device;
import io.github.redissession.SessionStoreException;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.RequestPolicy;

/**
 * The facts of a request that matter to its session, and what becomes of the request
 * during an outage.
 * <p>
 * All dispatches of a servlet request share one object, which is bound to the thread
 * while a session is looked for; a session keeps the request that found it, so it may be
 * saved on any thread. A WebFlux request carries the object in its Reactor context, under
 * the key {@code SessionRequest.class}.
 */
public final class SessionRequest {

	/** The request attribute, or exchange attribute, that holds this object. */
	public static final String ATTRIBUTE = SessionRequest.class.getName();

	private static final ThreadLocal<@Nullable SessionRequest> CURRENT = new ThreadLocal<>();

	private final BooleanSupplier passive;

	private final Duration sensitiveIdleTimeout;

	private final Supplier<Device> device;

	private final RequestMemory memory = new RequestMemory();

	private volatile @Nullable OutageMode outageMode;

	private volatile @Nullable SessionStoreException outage;

	private volatile boolean unresolved;

	private volatile boolean moved;

	private volatile boolean routed;

	private volatile boolean loginUnexpected;

	private volatile boolean changeExpected;

	private volatile boolean toleratesLoss;

	/** By the ids that stand for them. */
	private volatile Map<String, String> legacyIds = Map.of();

	/**
	 * Describes a request.
	 * @param passive whether the request reads without prolonging; evaluated when a
	 * session is saved
	 * @param sensitiveIdleTimeout see {@link RequestPolicy#sensitiveIdleTimeout}
	 * @param device where the request comes from; evaluated when a user logs in
	 * @param outageMode see {@link RequestPolicy#outageMode}; {@code null} for no mode of
	 * its own
	 */
	public SessionRequest(BooleanSupplier passive, Duration sensitiveIdleTimeout, Supplier<Device> device,
			@Nullable OutageMode outageMode) {
		this.passive = passive;
		this.sensitiveIdleTimeout = sensitiveIdleTimeout;
		this.device = device;
		this.outageMode = outageMode;
	}

	/**
	 * Returns the request which this thread serves.
	 * @return the request; outside of a request a new object that is neither passive nor
	 * sensitive
	 */
	public static SessionRequest current() {
		SessionRequest current = CURRENT.get();
		return (current != null) ? current : unknown();
	}

	static SessionRequest unknown() {
		return new SessionRequest(() -> false, ExpiryTerms.NEVER, () -> Device.UNKNOWN, null);
	}

	/**
	 * Makes this the request which the current thread serves.
	 * @return the argument for {@link #leave}
	 */
	public @Nullable SessionRequest enter() {
		SessionRequest previous = CURRENT.get();
		CURRENT.set(this);
		return previous;
	}

	/**
	 * Ends what {@link #enter} has begun.
	 * @param previous the result of {@code enter}
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
	 * Whether the store was unavailable when this request needed it. The request then
	 * goes on without the store to its end, even if the store becomes available
	 * meanwhile: a client whose session was not found must not get another one. No cookie
	 * is written or expired.
	 * @return {@code true} from the first failure on
	 */
	public boolean isOutage() {
		return this.outage != null;
	}

	/**
	 * Lets this request go on without the store whatever its mode is and whatever is
	 * lost, because it renders an error page.
	 */
	public void tolerateOutage() {
		this.toleratesLoss = true;
		if (this.outageMode == null || this.outageMode == OutageMode.REJECT) {
			this.outageMode = OutageMode.ANONYMOUS;
		}
	}

	boolean toleratesLoss() {
		return this.toleratesLoss;
	}

	/**
	 * Returns why this request goes on without the store.
	 * @return the first failure, {@code null} if there was none
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
	 * Remembers that the client sent an id that could not be looked up, because the store
	 * was unavailable.
	 */
	void rememberUnresolved() {
		this.unresolved = true;
	}

	/**
	 * Whether the client sent an id that does not tell whether its session has expired:
	 * it could not be looked up, because the store was unavailable, or was replaced by a
	 * new one a moment ago.
	 */
	public boolean isUndecided() {
		return this.unresolved || this.moved;
	}

	/**
	 * Remembers that the client sent an id that was replaced by a new one a moment ago.
	 */
	void rememberMoved() {
		this.moved = true;
	}

	boolean isMoved() {
		return this.moved;
	}

	/**
	 * Whether the client keeps the token it has, unless this request logs a user in on
	 * purpose: the token could not be looked up, or belongs to a session whose new token
	 * is on its way to the client.
	 */
	public boolean keepsToken() {
		return isOutage() || this.moved;
	}

	/**
	 * Remembers that the client's token names the route to another node, which this node
	 * is to replace by its own.
	 */
	public void rememberRoute() {
		this.routed = true;
	}

	/**
	 * Whether the client's token names the route to another node.
	 */
	public boolean isRouted() {
		return this.routed;
	}

	/**
	 * Returns why the client's id could not be looked up.
	 * @return the failure, {@code null} if the id was looked up or the client sent none
	 */
	@Nullable SessionStoreException unresolved() {
		return this.unresolved ? this.outage : null;
	}

	/**
	 * Records that this request is likely to change its session, because its method is
	 * not a safe one. It waits longer for the store, so that nothing is lost.
	 */
	public void expectChange() {
		this.changeExpected = true;
	}

	boolean isChangeExpected() {
		return this.changeExpected;
	}

	boolean isLoginUnexpected() {
		return this.loginUnexpected;
	}

	/**
	 * Records that this request only reads, so no user logs in by it on purpose. If it
	 * logs a user in all the same, as remember-me does, the client keeps a cookie that
	 * could not be looked up.
	 */
	public void expectNoLogin() {
		this.loginUnexpected = true;
	}

	/**
	 * Whether a session that begins in this request may replace the one that the client
	 * has.
	 * @param principal the user who is logged in, or {@code null}
	 */
	boolean mayReplaceSession(@Nullable String principal) {
		return !isUndecided() || (principal != null && !this.loginUnexpected);
	}

	/**
	 * Remembers that the client sent the id of another store, which is a credential.
	 * @param id the id that stands for it in this request
	 * @param legacyId the id of the other store
	 */
	public synchronized void rememberLegacyId(String id, String legacyId) {
		if (!this.legacyIds.containsKey(id)) {
			Map<String, String> more = new HashMap<>(this.legacyIds);
			more.put(id, legacyId);
			this.legacyIds = more;
		}
	}

	/**
	 * Returns the id of another store, {@code null} if this id does not stand for one.
	 */
	@Nullable String legacyId(String id) {
		return this.legacyIds.get(id);
	}

	OutageMode outageMode(Outages outages) {
		OutageMode own = this.outageMode;
		return (own != null) ? own : outages.mode();
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

	RequestMemory memory() {
		return this.memory;
	}

}
