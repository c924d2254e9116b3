package io.github.redissession.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.github.redissession.cache.NearCache;
import io.github.redissession.cache.NearCache.Statistics;

/**
 * The meters of the near cache. Its statistics are read once for all meters of a scrape,
 * because counting what it holds takes some time.
 */
public final class NearCacheMetrics implements MeterBinder {

	private static final long FRESH = 1_000_000_000L;

	private final NearCache cache;

	private @Nullable Statistics latest;

	private long read;

	/**
	 * Creates the meters.
	 * @param cache the near cache
	 */
	public NearCacheMetrics(NearCache cache) {
		this.cache = cache;
	}

	private synchronized Statistics statistics() {
		long now = System.nanoTime();
		Statistics known = this.latest;
		if (known == null || now - this.read > FRESH) {
			known = this.cache.statistics();
			this.latest = known;
			this.read = now;
		}
		return known;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		String requests = "redis.session.near.cache.requests";
		String lookups = "Session lookups while the near cache is enabled";
		counter(registry, requests, lookups, Statistics::hits, "result", "hit");
		counter(registry, requests, lookups, Statistics::misses, "result", "miss");
		counter(registry, "redis.session.near.cache.invalidations",
				"Sessions removed from the near cache because they were changed or had ended",
				Statistics::invalidations);
		counter(registry, "redis.session.near.cache.evictions", "Sessions evicted from the near cache for lack of room",
				Statistics::evictions);
		counter(registry, "redis.session.near.cache.flushes", "How often the whole near cache was cleared",
				Statistics::flushes);
		gauge(registry, "redis.session.near.cache.sessions", "Sessions in the near cache", "sessions",
				Statistics::sessions);
		gauge(registry, "redis.session.near.cache.bytes", "Approximate memory of the sessions in the near cache",
				"bytes", Statistics::bytes);
		gauge(registry, "redis.session.near.cache.state",
				"1: the near cache is in use, 0: every session is read from Redis", null,
				(statistics) -> statistics.on() ? 1 : 0);
	}

	private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<Statistics> count,
			String... tags) {
		FunctionCounter.builder(name, this, (one) -> count.applyAsDouble(one.statistics()))
			.description(description)
			.tags(tags)
			.register(registry);
	}

	private void gauge(MeterRegistry registry, String name, String description, @Nullable String unit,
			ToDoubleFunction<Statistics> value) {
		Gauge.builder(name, this, (one) -> value.applyAsDouble(one.statistics()))
			.description(description)
			.baseUnit(unit)
			.register(registry);
	}

}
