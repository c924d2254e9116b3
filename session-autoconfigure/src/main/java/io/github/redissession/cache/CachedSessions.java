package io.github.redissession.cache;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import io.github.redissession.core.InvalidationLayer;
import io.github.redissession.index.SessionTracking;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;

/**
 * The sessions that this node has read lately.
 * <p>
 * The danger of a cache is a session that is put into it after it has changed. A read is
 * answered with what was there before a change, the change is told and removes nothing,
 * and then the read is stored, to stay. So every read takes along a {@link Load}: the
 * <em>term</em> and the <em>stamp</em> of the session before it was sent.
 * <ul>
 * <li>A change of a session, told by Redis or made by this node, raises its stamp and
 * then removes it. A read is stored only if the stamp is still the same, which is checked
 * where the map stores it: either the removal comes later, and removes it, or the check
 * sees the new stamp. Sessions share a few stamps. One that is raised for another session
 * costs a read, and nothing else.</li>
 * <li>A connection on which changes are told is one term. When it is lost, or anything
 * may have changed, the term ends. What belongs to another term than the present one is
 * never used, whenever it was stored.</li>
 * <li>A change by this node raises the stamp once more when it is complete, because a
 * read on the way may have seen what was there before, and Redis' word of the change
 * travels on another connection than the answer to it.</li>
 * </ul>
 * Nothing is ever changed in the cache: a session is read again after a change.
 */
public final class CachedSessions implements NearCache, SessionTracking.Listener, InvalidationLayer.Listener {

	private static final int STAMPS = 4096;

	private final CacheSettings settings;

	private final SessionObserver observer;

	private final LongSupplier nanoTime;

	private final Cache<String, CachedSession> sessions;

	private final AtomicLongArray stamps = new AtomicLongArray(STAMPS);

	private final LongAdder hits = new LongAdder();

	private final LongAdder misses = new LongAdder();

	private final LongAdder invalidations = new LongAdder();

	private final LongAdder evictions = new LongAdder();

	private final LongAdder flushes = new LongAdder();

	private volatile Epoch term = Epoch.off("it has not been started");

	/**
	 * Creates a cache that answers nothing before it is told that tracking has started.
	 * @param settings how much is cached, and for how long
	 * @param observer hears what happens
	 * @param nanoTime {@link System#nanoTime()}
	 */
	public CachedSessions(CacheSettings settings, SessionObserver observer, LongSupplier nanoTime) {
		this.settings = settings;
		this.observer = observer;
		this.nanoTime = nanoTime;
		this.sessions = Caffeine.newBuilder()
			.maximumWeight(settings.maxBytes())
			.weigher((String id, CachedSession session) -> settings.weight(session))
			.evictionListener((id, session, cause) -> this.evictions.increment())
			.executor(Runnable::run)
			.build();
	}

	/**
	 * A session that is known to be unchanged, as it is now.
	 */
	@Nullable SessionRecord get(String id) {
		SessionRecord found = look(id, this.term, this.nanoTime.getAsLong());
		(found != null ? this.hits : this.misses).increment();
		this.observer.nearCacheAsked(found != null);
		return found;
	}

	private @Nullable SessionRecord look(String id, Epoch now, long time) {
		CachedSession cached = isUpToDate(now, time) ? this.sessions.getIfPresent(id) : null;
		if (cached == null || cached.term() != now) {
			return null;
		}
		SessionRecord record = cached.at(time);
		if (record.isOver()) {
			this.sessions.asMap().remove(id, cached);
			return null;
		}
		return record;
	}

	private boolean isUpToDate(Epoch now, long time) {
		return now.isOn() && time - now.upToDate() <= this.settings.maxStaleness().toNanos();
	}

	/**
	 * Says that a session is about to be read.
	 * @return what to store it with, {@code null} if it is not to be stored
	 */
	@Nullable Load load(String id) {
		Epoch now = this.term;
		return now.isOn() ? new Load(id, now, this.stamps.get(place(id)), this.nanoTime.getAsLong()) : null;
	}

	/**
	 * Stores a session, unless it may have changed since before it was read.
	 */
	void put(Load load, SessionRecord record) {
		CachedSession session = new CachedSession(record, load.asked(), load.term());
		this.sessions.asMap()
			.compute(load.id(), (id, before) -> (load.term() == this.term && load.stamp() == this.stamps.get(place(id)))
					? session : before);
	}

	/**
	 * Removes a session, and keeps those from being stored that are being read.
	 * @return whether it was there
	 */
	boolean forget(String id) {
		this.stamps.incrementAndGet(place(id));
		return this.sessions.asMap().remove(id) != null;
	}

	private static int place(String id) {
		int hash = id.hashCode();
		return (hash ^ (hash >>> 16)) & (STAMPS - 1);
	}

	@Override
	public void changed(String id) {
		if (forget(id)) {
			this.invalidations.increment();
			this.observer.nearCacheInvalidated();
		}
	}

	@Override
	public void changedHere(String id) {
		forget(id);
	}

	@Override
	public void endedHere(String id) {
		forget(id);
	}

	@Override
	public void upToDate(long until) {
		this.term.upToDate(until);
	}

	@Override
	public void started(long until) {
		begin(Epoch.on(until));
	}

	@Override
	public synchronized void allChanged() {
		Epoch now = this.term;
		if (now.isOn()) {
			begin(Epoch.on(now.upToDate()));
		}
	}

	@Override
	public void stopped(String reason) {
		begin(Epoch.off(reason));
	}

	private synchronized void begin(Epoch next) {
		Epoch before = this.term;
		this.term = next;
		this.sessions.invalidateAll();
		if (before.isOn()) {
			this.flushes.increment();
		}
		if (before.isOn() != next.isOn()) {
			this.observer.nearCacheSwitched(next.isOn(), next.whyOff());
		}
	}

	@Override
	public Statistics statistics() {
		Epoch now = this.term;
		long bytes = this.sessions.asMap().values().stream().mapToLong(CachedSession::bytes).sum();
		return new Statistics(now.isOn(), now.whyOff(), this.sessions.estimatedSize(), bytes, this.hits.sum(),
				this.misses.sum(), this.invalidations.sum(), this.evictions.sum(), this.flushes.sum());
	}

	/**
	 * A read that is on its way.
	 *
	 * @param id of which session
	 * @param term the term in which it began
	 * @param stamp the stamp of the session then
	 * @param asked the time then
	 */
	record Load(String id, Epoch term, long stamp, long asked) {

	}

}
