package io.github.redissession.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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
 * Counts and times what the store does. {@code docs/operations.md} lists the meters; no
 * tag identifies a user or a session.
 */
public final class SessionMetrics implements SessionObserver {

	private static final String SESSIONS = "sessions";

	private static final Duration[] OBJECTIVES = { Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
			Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
			Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500) };

	private final OperationTimers operations;

	private final Counter created;

	/** By the ordinal of the reason. */
	private final Counter[] ended;

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

	private final Duration sweepInterval;

	private volatile Sweep lastSweep = new Sweep(Duration.ZERO, System.nanoTime());

	/**
	 * Registers the meters.
	 * @param registry the registry of the meters
	 * @param sweepInterval how often this node looks for expired sessions
	 */
	public SessionMetrics(MeterRegistry registry, Duration sweepInterval) {
		this.operations = new OperationTimers((tags) -> Timer.builder("redis.session.operation")
			.description("Operations of the session store that requests asked for")
			.serviceLevelObjectives(OBJECTIVES)
			.tags(tags)
			.register(registry));
		this.created = counter(registry, "redis.session.created", "Sessions that have begun", SESSIONS);
		this.ended = Stream.of(SessionEnd.Reason.values())
			.map((ending) -> counter(registry, "redis.session.ended", "Sessions that have ended", SESSIONS, "reason",
					name(ending)))
			.toArray(Counter[]::new);
		this.lifetime = Timer.builder("redis.session.lifetime")
			.description("How long sessions that have ended had lived")
			.register(registry);
		this.size = DistributionSummary.builder("redis.session.size")
			.description("Size of all encoded attributes of a session that was read or changed")
			.baseUnit("bytes")
			.register(registry);
		this.attributeSizes = new AttributeSizeMeters(registry);
		String touch = "redis.session.touch";
		this.touchesWritten = counter(registry, touch, "Accesses of sessions", null, "result", "written");
		this.touchesSkipped = counter(registry, touch, "Accesses of sessions", null, "result", "skipped");
		this.goneWrites = counter(registry, "redis.session.gone.writes",
				"Changes that arrived after their session had ended", null);
		String failures = "redis.session.codec.failures";
		this.unreadable = counter(registry, failures, "Attributes that could not be read or stored", null, "direction",
				"read");
		this.unstorable = counter(registry, failures, "Attributes that could not be read or stored", null, "direction",
				"write");
		String unknown = "redis.session.unknown.ids";
		this.malformedIds = counter(registry, unknown, "Tokens that open no session", null, "reason", "malformed");
		this.missingIds = counter(registry, unknown, "Tokens that open no session", null, "reason", "not-found");
		this.indexRepairs = counter(registry, "redis.session.index.repairs", "Outdated index entries that were removed",
				null);
		this.sweepInterval = sweepInterval;
		TimeGauge.builder("redis.session.sweeper.lag", this, TimeUnit.MILLISECONDS, SessionMetrics::sweeperLag)
			.description("Longest time between the end of a session and its removal")
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
		this.ended[ending.ordinal()].increment();
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
		this.lastSweep = new Sweep(lag, System.nanoTime());
	}

	/**
	 * Returns the lag of the last sweep in milliseconds, or, if the next one takes too
	 * long, the lag of that one so far; the first one is expected from the beginning.
	 */
	private double sweeperLag() {
		Sweep sweep = this.lastSweep;
		Duration late = Duration.ofNanos(System.nanoTime() - sweep.ended).minus(this.sweepInterval.multipliedBy(2));
		return Math.max(sweep.lag.toMillis(), late.toMillis());
	}

	/**
	 * A sweep that has ended, by {@code System.nanoTime()}.
	 */
	private record Sweep(Duration lag, long ended) {

	}

}
