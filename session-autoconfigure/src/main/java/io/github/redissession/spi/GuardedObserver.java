package io.github.redissession.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.StoreCircuit;

/**
 * Notifies several observers, and keeps their failures from the request.
 */
final class GuardedObserver implements SessionObserver {

	private static final Log logger = LogFactory.getLog(GuardedObserver.class);

	private final List<SessionObserver> observers;

	private final Set<Class<?>> known = ConcurrentHashMap.newKeySet();

	GuardedObserver(List<SessionObserver> observers) {
		this.observers = List.copyOf(observers);
	}

	@Override
	public Outcomes operationStarted(Operation operation) {
		List<Outcomes> told = ask((observer) -> observer.operationStarted(operation), Outcomes.IGNORED);
		return told.isEmpty() ? Outcomes.IGNORED
				: (outcome, failure) -> tell(told, (one) -> one.ended(outcome, failure));
	}

	@Override
	public Runnable entered(Function<Object, @Nullable Object> context) {
		List<Runnable> told = ask((observer) -> observer.entered(context), null);
		return () -> tell(told, Runnable::run);
	}

	@Override
	public void operationEnded(Operation operation, Outcome outcome, Duration took) {
		tell((observer) -> observer.operationEnded(operation, outcome, took));
	}

	@Override
	public void sessionEnded(SessionEnd.Reason reason, @Nullable Duration lifetime) {
		tell((observer) -> observer.sessionEnded(reason, lifetime));
	}

	@Override
	public void sessionRemoved(SessionRecord session) {
		tell((observer) -> observer.sessionRemoved(session));
	}

	@Override
	public void sessionMeasured(long bytes) {
		tell((observer) -> observer.sessionMeasured(bytes));
	}

	@Override
	public void attributeMeasured(String attribute, int bytes) {
		tell((observer) -> observer.attributeMeasured(attribute, bytes));
	}

	@Override
	public void sweepEnded(Duration lag) {
		tell((observer) -> observer.sweepEnded(lag));
	}

	@Override
	public void touchSkipped() {
		tell(SessionObserver::touchSkipped);
	}

	@Override
	public void foreignIdRefused() {
		tell(SessionObserver::foreignIdRefused);
	}

	@Override
	public void movedIdUsed(String id) {
		tell((observer) -> observer.movedIdUsed(id));
	}

	@Override
	public void attributeUnreadable(String id, String attribute, AttributeNotReadableException cause) {
		tell((observer) -> observer.attributeUnreadable(id, attribute, cause));
	}

	@Override
	public void attributeRefused(AttributeNotStorableException cause) {
		tell((observer) -> observer.attributeRefused(cause));
	}

	@Override
	public void attributeLarge(String attribute, long size) {
		tell((observer) -> observer.attributeLarge(attribute, size));
	}

	@Override
	public void attributeKeptLocal(String attribute) {
		tell((observer) -> observer.attributeKeptLocal(attribute));
	}

	@Override
	public void indexRepaired(int entries) {
		tell((observer) -> observer.indexRepaired(entries));
	}

	@Override
	public void circuitChanged(StoreCircuit.State state) {
		tell((observer) -> observer.circuitChanged(state));
	}

	@Override
	public void answeredWithoutStore(Operation operation, OutageMode mode) {
		tell((observer) -> observer.answeredWithoutStore(operation, mode));
	}

	@Override
	public void changeReplayed() {
		tell(SessionObserver::changeReplayed);
	}

	@Override
	public void changeDropped(String id, String reason) {
		tell((observer) -> observer.changeDropped(id, reason));
	}

	@Override
	public void notReplicated(Operation operation) {
		tell((observer) -> observer.notReplicated(operation));
	}

	@Override
	public void nearCacheAsked(boolean hit) {
		tell((observer) -> observer.nearCacheAsked(hit));
	}

	@Override
	public void nearCacheInvalidated() {
		tell(SessionObserver::nearCacheInvalidated);
	}

	@Override
	public void nearCacheSwitched(boolean on, @Nullable String reason) {
		tell((observer) -> observer.nearCacheSwitched(on, reason));
	}

	@Override
	public void sessionAdopted() {
		tell(SessionObserver::sessionAdopted);
	}

	@Override
	public void adoptionRefused(Refusal reason) {
		tell((observer) -> observer.adoptionRefused(reason));
	}

	private void tell(Consumer<SessionObserver> event) {
		tell(this.observers, event);
	}

	/**
	 * Returns the answers of all observers except those that do nothing.
	 */
	private <T> List<T> ask(Function<SessionObserver, T> call, @Nullable T nothing) {
		List<T> answers = new ArrayList<>(this.observers.size());
		tell((observer) -> {
			T answer = call.apply(observer);
			if (answer != null && answer != nothing) {
				answers.add(answer);
			}
		});
		return answers;
	}

	private <T> void tell(List<T> receivers, Consumer<T> event) {
		for (T receiver : receivers) {
			try {
				event.accept(receiver);
			}
			catch (RuntimeException ex) {
				if (this.known.add(receiver.getClass())) {
					logger.warn("A session observer failed, which is reported once; requests go on without it", ex);
				}
			}
		}
	}

}
