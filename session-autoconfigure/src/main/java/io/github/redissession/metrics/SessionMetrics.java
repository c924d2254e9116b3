package io.github.redissession.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionObserver;

/**
 * Counts and times what the store does. {@code docs/operations.md} lists the meters; none
 * of them has a tag that tells of a user or a session.
 */
public final class SessionMetrics implements SessionObserver {

	private static final String SESSIONS = "sessions";

	private static final Duration[] OBJECTIVES = { Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
			Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
			Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500) };

	private final OperationTimers operations;

	private final Counter created;

	private final Map<SessionEnd.Reason, Counter> ended = new EnumMap<>(SessionEnd.Reason.class);

	private final Timer lifetime;

	private final DistributionSummary size;

	private final AttributeSizeMeters attributeSizes;

	private final Counter touchesWritten;

	private final Counter touchesSkipped;

	private final Counter goneWrites;

	private final Counter unreadable;

	private final Counter unstorable;

	private final Counter malformedIds;

	private final Counter missingIds;

	private final Counter indexRepairs;

	private final SweeperLag sweeperLag;

	/**
	 * Registers the meters.
	 * @param registry where
	 * @param sweepInterval how often sessions that have expired are looked for
	 */
	public SessionMetrics(MeterRegistry registry, Duration sweepInterval) {
		this.operations = new OperationTimers((tags) -> Timer.builder("redis.session.operation")
			.description("What requests have asked the session store for")
			.serviceLevelObjectives(OBJECTIVES)
			.tags(tags)
			.register(registry));
		this.created = counter(registry, "redis.session.created", "Sessions that have begun", SESSIONS);
		for (SessionEnd.Reason ending : SessionEnd.Reason.values()) {
			this.ended.put(ending, counter(registry, "redis.session.ended", "Sessions that are there no more", SESSIONS,
					"reason", name(ending)));
		}
		this.lifetime = Timer.builder("redis.session.lifetime")
			.description("How long sessions have lived that are there no more")
			.register(registry);
		this.size = DistributionSummary.builder("redis.session.size")
			.description("Encoded attributes of a session that was read or changed")
			.baseUnit("bytes")
			.register(registry);
		this.attributeSizes = new AttributeSizeMeters(registry);
		String touch = "redis.session.touch";
		this.touchesWritten = counter(registry, touch, "Accesses of sessions", null, "result", "written");
		this.touchesSkipped = counter(registry, touch, "Accesses of sessions", null, "result", "skipped");
		this.goneWrites = counter(registry, "redis.session.gone.writes", "Changes that found their session ended",
				null);
		String failures = "redis.session.codec.failures";
		this.unreadable = counter(registry, failures, "Attributes that were refused", null, "direction", "read");
		this.unstorable = counter(registry, failures, "Attributes that were refused", null, "direction", "write");
		String unknown = "redis.session.unknown.ids";
		this.malformedIds = counter(registry, unknown, "Tokens without a session", null, "reason", "malformed");
		this.missingIds = counter(registry, unknown, "Tokens without a session", null, "reason", "not-found");
		this.indexRepairs = counter(registry, "redis.session.index.repairs", "Entries of indexes that were mended",
				null);
		this.sweeperLag = new SweeperLag(sweepInterval);
		TimeGauge.builder("redis.session.sweeper.lag", this.sweeperLag, TimeUnit.MILLISECONDS, SweeperLag::millis)
			.description("How long after its time a session is taken away")
			.strongReference(true)
			.register(registry);
	}

	private static Counter counter(MeterRegistry registry, String name, String description, @Nullable String unit,
			String... tags) {
		return Counter.builder(name).description(description).baseUnit(unit).tags(tags).register(registry);
	}

	static String name(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	@Override
	public void operationEnded(Operation operation, Outcome outcome, Duration took) {
		this.operations.record(operation, outcome, took);
		if (outcome == Outcome.GONE) {
			this.goneWrites.increment();
		}
		else if (operation == Operation.FIND && outcome == Outcome.MISS) {
			this.missingIds.increment();
		}
		else if (operation == Operation.CREATE && outcome == Outcome.OK) {
			this.created.increment();
		}
		else if (operation == Operation.TOUCH && outcome == Outcome.OK) {
			this.touchesWritten.increment();
		}
	}

	@Override
	public void sessionEnded(SessionEnd.Reason ending, @Nullable Duration lived) {
		Counter counter = this.ended.get(ending);
		if (counter != null) {
			counter.increment();
		}
		if (lived != null) {
			this.lifetime.record(lived);
		}
	}

	@Override
	public void sessionMeasured(long bytes) {
		this.size.record(bytes);
	}

	@Override
	public void attributeMeasured(String attribute, int bytes) {
		this.attributeSizes.record(attribute, bytes);
	}

	@Override
	public void touchSkipped() {
		this.touchesSkipped.increment();
	}

	@Override
	public void foreignIdRefused() {
		this.malformedIds.increment();
	}

	@Override
	public void attributeUnreadable(String id, String attribute, AttributeNotReadableException cause) {
		this.unreadable.increment();
	}

	@Override
	public void attributeRefused(AttributeNotStorableException cause) {
		this.unstorable.increment();
	}

	@Override
	public void indexRepaired(int entries) {
		this.indexRepairs.increment(entries);
	}

	@Override
	public void sweepEnded(Duration lag) {
		this.sweeperLag.sweepEnded(lag);
	}

	/**
	 * The lag of the last sweep, or, if the next one takes too long, of that one so far;
	 * the first one is awaited from the beginning.
	 */
	private static final class SweeperLag {

		private final Duration interval;

		private volatile Sweep last = new Sweep(Duration.ZERO, System.nanoTime());

		SweeperLag(Duration interval) {
			this.interval = interval;
		}

		void sweepEnded(Duration lag) {
			this.last = new Sweep(lag, System.nanoTime());
		}

		double millis() {
			Sweep sweep = this.last;
			Duration late = Duration.ofNanos(System.nanoTime() - sweep.ended).minus(this.interval.multipliedBy(2));
			return Math.max(sweep.lag.toMillis(), late.toMillis());
		}

		private record Sweep(Duration lag, long ended) {

		}

	}

}
