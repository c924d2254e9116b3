package io.github.redissession.web;

import java.util.List;
import java.util.function.Consumer;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The application's listeners of what changes in a session. The node that makes the
 * change tells them, on the same thread, before the change is stored. One that fails is
 * logged and keeps neither the others nor the change from happening.
 *
 * @param attributes the listeners of attributes, in the order in which they are told
 * @param ids the listeners of ids, in the order in which they are told
 */
public record ChangeListeners(List<HttpSessionAttributeListener> attributes, List<HttpSessionIdListener> ids) {

	private static final Log logger = LogFactory.getLog(ChangeListeners.class);

	/**
	 * Whether anybody wants to know which attributes a session has lost.
	 */
	boolean hearOfAttributes() {
		return !this.attributes.isEmpty();
	}

	void idChanged(HttpSession session, String previousId) {
		tell(this.ids, session, (listener) -> listener.sessionIdChanged(new HttpSessionEvent(session), previousId));
	}

	void attributeSet(HttpSession session, String name, Object value, @Nullable Object previous) {
		if (previous == null) {
			tell(this.attributes, session,
					(listener) -> listener.attributeAdded(new HttpSessionBindingEvent(session, name, value)));
		}
		else {
			tell(this.attributes, session,
					(listener) -> listener.attributeReplaced(new HttpSessionBindingEvent(session, name, previous)));
		}
	}

	void attributeRemoved(HttpSession session, String name, Object value) {
		tell(this.attributes, session,
				(listener) -> listener.attributeRemoved(new HttpSessionBindingEvent(session, name, value)));
	}

	static <L> void tell(List<? extends L> listeners, HttpSession session, Consumer<L> call) {
		for (L listener : listeners) {
			try {
				call.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.error("A listener failed at an event of session " + session.getId(), ex);
			}
		}
	}

}
