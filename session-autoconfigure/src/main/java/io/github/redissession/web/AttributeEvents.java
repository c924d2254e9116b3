package io.github.redissession.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;

import io.github.redissession.AttributeNotReadableException;

/**
 * Tells the attributes of a session that they are bound to it and unbound from it, and
 * the application's listeners that they change, in Tomcat's order.
 *
 * @param view the session as it is shown to them
 * @param listeners the application's listeners
 */
record AttributeEvents(HttpSession view, ChangeListeners listeners) {

	private static final Log logger = LogFactory.getLog(AttributeEvents.class);

	void set(String name, Object value, @Nullable Object previous) {
		if (value != previous) {
			bound(name, value);
			unbound(name, previous);
		}
		this.listeners.attributeSet(this.view, name, value, previous);
	}

	void removed(String name, @Nullable Object value) {
		if (value != null) {
			unbound(name, value);
			this.listeners.attributeRemoved(this.view, name, value);
		}
	}

	/**
	 * Returns the attributes whose removal concerns anybody. One that cannot be read any
	 * more does not keep a session from ending.
	 */
	List<Attribute> concerning(Session session) {
		List<Attribute> attributes = new ArrayList<>();
		for (String name : session.getAttributeNames()) {
			try {
				Object value = session.getAttribute(name);
				if (value instanceof HttpSessionBindingListener
						|| (value != null && this.listeners.hearOfAttributes())) {
					attributes.add(new Attribute(name, value));
				}
			}
			catch (AttributeNotReadableException ex) {
				logger.debug("Ended a session with an attribute that cannot be read", ex);
			}
		}
		return attributes;
	}

	private void bound(String name, Object value) {
		if (value instanceof HttpSessionBindingListener listener) {
			tell(listener::valueBound, name, value);
		}
	}

	private void unbound(String name, @Nullable Object value) {
		if (value instanceof HttpSessionBindingListener listener) {
			tell(listener::valueUnbound, name, value);
		}
	}

	private void tell(Consumer<HttpSessionBindingEvent> listener, String name, Object value) {
		try {
			listener.accept(new HttpSessionBindingEvent(this.view, name, value));
		}
		catch (RuntimeException ex) {
			logger.error(
					"The attribute '%s' of session %s failed to be bound or unbound".formatted(name, this.view.getId()),
					ex);
		}
	}

	/**
	 * An attribute.
	 *
	 * @param name its name
	 * @param value its value
	 */
	record Attribute(String name, Object value) {

	}

}
