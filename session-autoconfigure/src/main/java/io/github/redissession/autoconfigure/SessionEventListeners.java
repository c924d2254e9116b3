package io.github.redissession.autoconfigure;

import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
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
 * Finds out whether an application listens to session events. Most applications do not,
 * and then this node need not receive what the other nodes announce.
 * <p>
 * Spring Session's adapter for {@code HttpSessionListener}s, and the listeners with which
 * Spring Boot and Spring Security receive every event, are present in all applications
 * and do not count.
 */
final class SessionEventListeners {

	private static final ResolvableType[] EVENTS = { ResolvableType.forClass(SessionCreatedEvent.class),
			ResolvableType.forClass(SessionDeletedEvent.class), ResolvableType.forClass(SessionExpiredEvent.class) };

	/** Present in most applications; they pass events on to other listeners. */
	private static final Set<String> ADAPTERS = Set.of(
			"org.springframework.session.web.http.SessionEventHttpSessionListenerAdapter",
			"io.github.redissession.web.SessionListeners",
			"org.springframework.security.context.DelegatingApplicationListener");

	private static final String HTTP_LISTENER = "jakarta.servlet.http.HttpSessionListener";

	private SessionEventListeners() {
	}

	static boolean isIn(ApplicationContext context) {
		for (ApplicationContext one = context; one != null; one = one.getParent()) {
			if (hasHttpListener(one) || hasListener(one) || hasLazyListener(one)) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasHttpListener(ApplicationContext context) {
		ClassLoader classLoader = context.getClassLoader();
		if (!ClassUtils.isPresent(HTTP_LISTENER, classLoader)) {
			return false;
		}
		Class<?> type = ClassUtils.resolveClassName(HTTP_LISTENER, classLoader);
		return context.getBeanNamesForType(type).length > 0
				|| context.getBeansOfType(ServletListenerRegistrationBean.class)
					.values()
					.stream()
					.anyMatch((bean) -> type.isInstance(bean.getListener()));
	}

	private static boolean hasListener(ApplicationContext context) {
		return context instanceof AbstractApplicationContext known
				&& known.getApplicationListeners().stream().anyMatch(SessionEventListeners::listens);
	}

	private static boolean listens(ApplicationListener<?> listener) {
		return counts(listener.getClass())
				&& Stream.of(EVENTS).anyMatch(new GenericApplicationListenerAdapter(listener)::supportsEventType);
	}

	/**
	 * Looks for listeners that are created at their first event.
	 */
	private static boolean hasLazyListener(ListableBeanFactory beans) {
		return Stream.of(beans.getBeanNamesForType(ApplicationListener.class, true, false))
			.anyMatch((name) -> mayListen(beans.getType(name, false)));
	}

	private static boolean mayListen(@Nullable Class<?> type) {
		if (type == null) {
			return true;
		}
		ResolvableType event = ResolvableType.forClass(type).as(ApplicationListener.class).getGeneric();
		return counts(type)
				&& Stream.of(EVENTS).anyMatch((one) -> event.resolve() == null || event.isAssignableFrom(one));
	}

	private static boolean counts(Class<?> type) {
		return !ADAPTERS.contains(type.getName()) && !type.getName().startsWith("org.springframework.boot.");
	}

}
