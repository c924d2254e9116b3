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
 * Shows how the near cache does. It is asked once for all meters of a scrape, because
 * counting what it holds takes some time.
 */
public final class NearCacheMetrics implements MeterBinder {

	private static final long FRESH = 1_000_000_000L;

	private final NearCache cache;

	private @Nullable Statistics latest;

	private long asked;

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
		if (known == null || now - this.asked > FRESH) {
			known = this.cache.statistics();
			this.latest = known;
			this.asked = now;
		}
		return known;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		String requests = "redis.session.near.cache.requests";
		String answered = "Sessions that were asked for while there is a near cache";
		counter(registry, requests, answered, Statistics::hits, "result", "hit");
		counter(registry, requests, answered, Statistics::misses, "result", "miss");
		counter(registry, "redis.session.near.cache.invalidations",
				"Sessions that left the near cache because they were changed or have ended", Statistics::invalidations);
		counter(registry, "redis.session.near.cache.evictions", "Sessions that left the near cache for lack of room",
				Statistics::evictions);
		counter(registry, "redis.session.near.cache.flushes", "How often everything left the near cache",
				Statistics::flushes);
		gauge(registry, "redis.session.near.cache.sessions", "Sessions in the near cache", "sessions",
				Statistics::sessions);
		gauge(registry, "redis.session.near.cache.bytes", "Memory that they take, about", "bytes", Statistics::bytes);
		gauge(registry, "redis.session.near.cache.state", "Whether the near cache answers: 1 yes, 0 no", null,
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
