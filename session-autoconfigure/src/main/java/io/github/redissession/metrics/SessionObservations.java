package io.github.redissession.metrics;

import java.util.Locale;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionObserver;

/**
 * Makes one observation, and so one span, for each operation that a request asks for. Its
 * parent is the observation of the request's thread, or of its Reactor context; it ends
 * on the thread of the store. Background work is not observed.
 */
public final class SessionObservations implements SessionObserver {

	/**
	 * The name of the observations. It is not the name of a meter, because Boot makes one
	 * of each observation.
	 */
	public static final String NAME = "redis.session.store";

	private final ObservationRegistry registry;

	/**
	 * Creates the observer.
	 * @param registry the registry of the observations
	 */
	public SessionObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	static String name(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	@Override
	public Outcomes operationStarted(Operation operation) {
		if (this.registry.isNoop()) {
			return Outcomes.IGNORED;
		}
		String name = name(operation);
		Observation observation = Observation.createNotStarted(NAME, this.registry)
			.contextualName("session " + name)
			.lowCardinalityKeyValue("operation", name)
			.lowCardinalityKeyValue("outcome", "unknown")
			.start();
		return (outcome, failure) -> {
			observation.lowCardinalityKeyValue("outcome", name(outcome));
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
