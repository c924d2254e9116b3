package io.github.redissession;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells several observers, and keeps their failures away from the request.
 */
final class GuardedObserver implements SessionObserver {

	private static final Log logger = LogFactory.getLog(GuardedObserver.class);

	private final List<SessionObserver> observers;

	private final Set<Class<?>> known = ConcurrentHashMap.newKeySet();

	GuardedObserver(List<SessionObserver> observers) {
		this.observers = List.copyOf(observers);
	}

	@Override
	public void operationEnded(Operation operation, Outcome outcome, Duration took) {
		tell((observer) -> observer.operationEnded(operation, outcome, took));
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
	public void attributeUnreadable(String id, String attribute, AttributeNotReadableException cause) {
		tell((observer) -> observer.attributeUnreadable(id, attribute, cause));
	}

	@Override
	public void attributeLarge(String attribute, long size) {
		tell((observer) -> observer.attributeLarge(attribute, size));
	}

	@Override
	public void indexRepaired(int entries) {
		tell((observer) -> observer.indexRepaired(entries));
	}

	private void tell(Consumer<SessionObserver> event) {
		for (SessionObserver observer : this.observers) {
			try {
				event.accept(observer);
			}
			catch (RuntimeException ex) {
				if (this.known.add(observer.getClass())) {
					logger.warn("A session observer failed, which is reported once; requests go on without it", ex);
				}
			}
		}
	}

}
