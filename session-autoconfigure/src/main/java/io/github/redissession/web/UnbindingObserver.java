package io.github.redissession.web;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import jakarta.servlet.ServletContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.redissession.StoredSession;
import io.github.redissession.core.RequestSession;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;

/**
 * Unbinds the attributes of a session that has ended, unless a request has done so. Only
 * the node that has ended the session, or has noticed its expiry, does this: at most once
 * for each attribute, with the value that was stored last.
 */
public final class UnbindingObserver implements SessionObserver {

	private static final Log logger = LogFactory.getLog(UnbindingObserver.class);

	private final Supplier<SessionListeners> listeners;

	private final Supplier<SessionSettings> settings;

	private final Executor executor;

	/**
	 * Creates the observer.
	 * @param listeners the application's listeners
	 * @param settings what is needed to read attributes
	 * @param executor calls listeners, which may block
	 */
	public UnbindingObserver(Supplier<SessionListeners> listeners, Supplier<SessionSettings> settings,
			Executor executor) {
		this.listeners = listeners;
		this.settings = settings;
		this.executor = executor;
	}

	@Override
	public void sessionRemoved(SessionRecord session) {
		SessionListeners all = this.listeners.get();
		ServletContext context = all.context();
		boolean concerns = session.details().containsKey(SessionRecord.UNBINDS) || all.changes().hearOfAttributes();
		if (concerns && context != null && !all.isEndedByRequest(session.id())) {
			this.executor.execute(() -> unbind(session, all.changes(), context));
		}
	}

	private void unbind(SessionRecord record, ChangeListeners changes, ServletContext context) {
		try {
			StoredSession session = RequestSession.announced(this.settings.get(), record, true);
			AttributeEvents events = new AttributeEvents(new EndedHttpSession(session, context), changes);
			events.concerning(session).forEach((attribute) -> events.removed(attribute.name(), attribute.value()));
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not unbind the attributes of session " + record.id(), ex);
		}
	}

}
