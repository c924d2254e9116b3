package io.github.redissession.beans;

import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;

/**
 * Calls the destroy methods of the session-scoped beans of a session that has ended, with
 * the state that was stored last. Only the node that has ended the session, or has
 * noticed its expiry, does so: at most once for each bean.
 */
public final class SessionBeanEnds implements SessionObserver {

	private static final Log logger = LogFactory.getLog(SessionBeanEnds.class);

	private final SessionBeans beans;

	private final Supplier<AttributeCodec> codec;

	private final Executor executor;

	/**
	 * Creates the observer.
	 * @param beans the session-scoped beans
	 * @param codec reads the beans
	 * @param executor calls the destroy methods, which may block
	 */
	public SessionBeanEnds(SessionBeans beans, Supplier<AttributeCodec> codec, Executor executor) {
		this.beans = beans;
		this.codec = codec;
		this.executor = executor;
	}

	@Override
	public void sessionRemoved(SessionRecord session) {
		Set<String> names = this.beans.destroyable(session.attributes().keySet());
		if (!names.isEmpty()) {
			this.executor.execute(() -> session.attributes().forEach((name, stored) -> {
				if (names.contains(name)) {
					destroy(name, stored, session);
				}
			}));
		}
	}

	private void destroy(String name, byte[] stored, SessionRecord session) {
		try {
			AttributeCodec own = this.codec.get().forSession(session.id(), session.details().get(SessionRecord.ORIGIN));
			this.beans.destroy(name, own.decode(name, stored));
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not destroy the session-scoped bean " + name + " of session " + session.id(), ex);
		}
	}

}
