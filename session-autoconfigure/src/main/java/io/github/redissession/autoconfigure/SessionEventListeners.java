package io.github.redissession.autoconfigure;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionExpiredEvent;
import org.springframework.util.ClassUtils;

/**
 * Finds out whether anything in an application listens to sessions. In most of them
 * nothing does, and then what all nodes announce need not reach this one.
 * <p>
 * Spring Session's adapter for {@code HttpSessionListener}s is always there, and so are
 * listeners of Boot's and Spring Security's to everything; they do not count by
 * themselves.
 */
final class SessionEventListeners {

	private static final ResolvableType[] EVENTS = { ResolvableType.forClass(SessionCreatedEvent.class),
			ResolvableType.forClass(SessionDeletedEvent.class), ResolvableType.forClass(SessionExpiredEvent.class) };

	/** These are in most applications, and pass on to others what they hear. */
	private static final Set<String> GO_BETWEENS = Set.of(
			"org.springframework.session.web.http.SessionEventHttpSessionListenerAdapter",
			"org.springframework.security.context.DelegatingApplicationListener");

	private static final String HTTP_LISTENER = "jakarta.servlet.http.HttpSessionListener";

	private SessionEventListeners() {
	}

	static boolean isIn(ApplicationContext context) {
		for (ApplicationContext one = context; one != null; one = one.getParent()) {
			if (hasHttpListener(one) || listenersOf(one).anyMatch(SessionEventListeners::listens)
					|| hasLazyListener(one)) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasHttpListener(ApplicationContext context) {
		ClassLoader classLoader = context.getClassLoader();
		return ClassUtils.isPresent(HTTP_LISTENER, classLoader)
				&& context.getBeanNamesForType(ClassUtils.resolveClassName(HTTP_LISTENER, classLoader)).length > 0;
	}

	private static Stream<ApplicationListener<?>> listenersOf(ApplicationContext context) {
		if (context instanceof AbstractApplicationContext known) {
			Collection<ApplicationListener<?>> listeners = known.getApplicationListeners();
			return listeners.stream();
		}
		return Stream.empty();
	}

	private static boolean listens(ApplicationListener<?> listener) {
		if (doesNotCount(listener.getClass())) {
			return false;
		}
		GenericApplicationListenerAdapter adapter = new GenericApplicationListenerAdapter(listener);
		return Stream.of(EVENTS).anyMatch(adapter::supportsEventType);
	}

	/**
	 * A listener that is made when its first event comes.
	 */
	private static boolean hasLazyListener(ListableBeanFactory beans) {
		for (String name : beans.getBeanNamesForType(ApplicationListener.class, true, false)) {
			Class<?> type = beans.getType(name, false);
			if (type == null) {
				return true;
			}
			ResolvableType event = ResolvableType.forClass(type).as(ApplicationListener.class).getGeneric();
			if (!doesNotCount(type)
					&& Stream.of(EVENTS).anyMatch((one) -> event.resolve() == null || event.isAssignableFrom(one))) {
				return true;
			}
		}
		return false;
	}

	private static boolean doesNotCount(Class<?> type) {
		return GO_BETWEENS.contains(type.getName()) || type.getName().startsWith("org.springframework.boot.");
	}

}
