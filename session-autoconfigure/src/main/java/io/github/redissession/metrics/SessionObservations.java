package io.github.redissession.metrics;

import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionObserver;

/**
 * One observation, and so one span, for each operation that a request has asked for. Its
 * parent is what the request's thread, or its Reactor context, had then; it ends on the
 * thread of the store. Work in the background has none.
 */
public final class SessionObservations implements SessionObserver {

	/**
	 * Not the name of a meter, because Boot makes one of each observation.
	 */
	public static final String NAME = "redis.session.store";

	private final ObservationRegistry registry;

	/**
	 * Creates the observer.
	 * @param registry where observations are handled
	 */
	public SessionObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public Outcomes operationStarted(Operation operation) {
		if (this.registry.isNoop()) {
			return Outcomes.IGNORED;
		}
		String name = SessionMetrics.name(operation);
		Observation observation = Observation.createNotStarted(NAME, this.registry)
			.contextualName("session " + name)
			.lowCardinalityKeyValue("operation", name)
			.lowCardinalityKeyValue("outcome", "unknown")
			.start();
		return (outcome, failure) -> {
			observation.lowCardinalityKeyValue("outcome", SessionMetrics.name(outcome));
			if (failure != null) {
				observation.error(failure);
			}
			observation.stop();
		};
	}

	@Override
	public Runnable entered(Function<Object, @Nullable Object> context) {
		Object parent = context.apply(ObservationThreadLocalAccessor.KEY);
		if (parent instanceof Observation observation && this.registry.getCurrentObservation() != observation) {
			Observation.Scope scope = observation.openScope();
			return scope::close;
		}
		return () -> {
		};
	}

}
