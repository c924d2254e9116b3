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
 * answered with what was there before a change, the notification of the change removes
 * nothing, and then the result of the read is cached, to stay. So every read carries a
 * {@link CacheLoad}: the <em>epoch</em> and the <em>stamp</em> of the session before it
 * was sent.
 * <ul>
 * <li>A change of a session, notified by Redis or made by this node, raises its stamp and
 * then removes it. A read is cached only if the stamp is still the same, which is checked
 * atomically with the insertion into the map: either the removal comes later, and removes
 * it, or the check sees the new stamp. Sessions share 4096 stamps. A stamp that is raised
 * for another session costs a read, and nothing else.</li>
 * <li>A connection that delivers notifications is one epoch. When it is lost, or anything
 * may have changed, the epoch ends. An entry of another epoch than the present one is
 * never used, whenever it was cached.</li>
 * <li>A change by this node raises the stamp once more when it is complete, because a
 * read under way may have seen the state before it, and Redis sends the notification on
 * another connection than the answer.</li>
 * </ul>
 * Nothing is ever changed in the cache: a session is read again after a change.
 */
public final class CachedSessions implements NearCache, SessionTracking.Listener, InvalidationLayer.Listener {

	private final CacheSettings settings;

	private final SessionObserver observer;

	private final LongSupplier nanoTime;

	private final Cache<String, CachedSession> sessions;

	private final AtomicLongArray stamps = new AtomicLongArray(4096);

	private final LongAdder hits = new LongAdder();

	private final LongAdder misses = new LongAdder();

	private final LongAdder invalidations = new LongAdder();

	private final LongAdder evictions = new LongAdder();

	private final LongAdder flushes = new LongAdder();

	private volatile Epoch epoch = Epoch.off("it has not been started");

	/**
	 * Creates a cache that answers nothing until tracking has started.
	 * @param settings how much is cached, and for how long
	 * @param observer is told of hits, misses and removals
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
	 * Returns a session that is known to be unchanged, as it is now.
	 */
	@Nullable SessionRecord get(String id) {
		SessionRecord found = look(id, this.epoch, this.nanoTime.getAsLong());
		(found != null ? this.hits : this.misses).increment();
		this.observer.nearCacheAsked(found != null);
		return found;
	}

	private @Nullable SessionRecord look(String id, Epoch now, long time) {
		CachedSession cached = now.isUpToDate(time, this.settings) ? this.sessions.getIfPresent(id) : null;
		if (cached == null || cached.epoch() != now) {
			return null;
		}
		SessionRecord record = cached.at(time);
		if (record.isOver()) {
			this.sessions.asMap().remove(id, cached);
			return null;
		}
		return record;
	}

	/**
	 * Prepares a read on the connection that delivers notifications.
	 * @return what {@link #put} needs, or {@code null} if that connection has not been
	 * checked for so long that it may lead to a server which is no longer the primary
	 */
	@Nullable CacheLoad load(String id) {
		Epoch now = this.epoch;
		long time = this.nanoTime.getAsLong();
		return now.isUpToDate(time, this.settings) ? new CacheLoad(id, now, this.stamps.get(place(id)), time) : null;
	}

	/**
	 * Caches a session, unless it may have changed since the read was prepared.
	 */
	void put(CacheLoad load, SessionRecord record) {
		CachedSession session = new CachedSession(record, load.asked(), load.epoch());
		this.sessions.asMap().compute(load.id(), (id, before) -> isUnchanged(load) ? session : before);
	}

	private boolean isUnchanged(CacheLoad load) {
		return load.epoch() == this.epoch && load.stamp() == this.stamps.get(place(load.id()));
	}

	/**
	 * Removes a session, and prevents reads under way from caching it.
	 * @return whether it was cached
	 */
	boolean forget(String id) {
		this.stamps.incrementAndGet(place(id));
		return this.sessions.asMap().remove(id) != null;
	}

	private int place(String id) {
		return Math.floorMod(id.hashCode(), this.stamps.length());
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
		this.epoch.upToDate(until);
	}

	@Override
	public void started(long until) {
		begin(Epoch.on(until));
	}

	@Override
	public synchronized void allChanged() {
		begin(this.epoch.isOn() ? Epoch.on(this.epoch.upToDate()) : this.epoch);
	}

	@Override
	public void stopped(String reason) {
		begin(Epoch.off(reason));
	}

	private synchronized void begin(Epoch next) {
		Epoch before = this.epoch;
		this.epoch = next;
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
		Epoch now = this.epoch;
		long bytes = this.sessions.asMap().values().stream().mapToLong(CachedSession::bytes).sum();
		return new Statistics(now.isOn(), now.whyOff(), this.sessions.estimatedSize(), bytes, this.hits.sum(),
				this.misses.sum(), this.invalidations.sum(), this.evictions.sum(), this.flushes.sum());
	}

}
