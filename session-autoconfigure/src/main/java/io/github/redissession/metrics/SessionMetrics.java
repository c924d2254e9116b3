package io.github.redissession.metrics;

import java.time.Duration;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
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

	private final SweeperLag sweeperLag;

	/**
	 * Registers the meters.
	 * @param registry the registry of the meters
	 * @param sweepInterval how often this node looks for expired sessions
	 */
	public SessionMetrics(MeterRegistry registry, Duration sweepInterval) {
		Counters counters = new Counters(registry);
		this.operations = new OperationTimers(registry);
		this.created = counters.tagged("redis.session.created", "Sessions that have begun", "sessions").withTags();
		MeterProvider<Counter> endings = counters.tagged("redis.session.ended", "Sessions that have ended", "sessions");
		this.ended = Stream.of(SessionEnd.Reason.values())
			.map((reason) -> endings.withTag("reason", SessionObservations.name(reason)))
			.toArray(Counter[]::new);
		this.lifetime = Timer.builder("redis.session.lifetime")
			.description("How long sessions that have ended had lived")
			.register(registry);
		this.size = DistributionSummary.builder("redis.session.size")
			.description("Size of all encoded attributes of a session that was read or changed")
			.baseUnit("bytes")
			.register(registry);
		this.attributeSizes = new AttributeSizeMeters(registry);
		MeterProvider<Counter> touches = counters.tagged("redis.session.touch", "Accesses of sessions", null);
		this.touchesWritten = touches.withTag("result", "written");
		this.touchesSkipped = touches.withTag("result", "skipped");
		this.goneWrites = counters.single("redis.session.gone.writes",
				"Changes that arrived after their session had ended");
		MeterProvider<Counter> failures = counters.tagged("redis.session.codec.failures",
				"Attributes that could not be read or stored", null);
		this.unreadable = failures.withTag("direction", "read");
		this.unstorable = failures.withTag("direction", "write");
		MeterProvider<Counter> unknown = counters.tagged("redis.session.unknown.ids", "Tokens that open no session",
				null);
		this.malformedIds = unknown.withTag("reason", "malformed");
		this.missingIds = unknown.withTag("reason", "not-found");
		this.indexRepairs = counters.single("redis.session.index.repairs", "Outdated index entries that were removed");
		this.sweeperLag = new SweeperLag(registry, sweepInterval);
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
		this.sweeperLag.swept(lag);
	}

}
