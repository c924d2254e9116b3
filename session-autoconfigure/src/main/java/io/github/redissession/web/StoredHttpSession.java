package io.github.redissession.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Consumer;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;

import io.github.redissession.AttributeNotReadableException;

/**
 * A session as the Servlet API shows it to an application. Values that are
 * {@link HttpSessionBindingListener}s are told when they are bound to it and unbound from
 * it.
 *
 * @param <S> the kind of session
 */
final class StoredHttpSession<S extends Session> implements HttpSession {

	private static final Log logger = LogFactory.getLog(StoredHttpSession.class);

	private final SessionExchange<S> exchange;

	private final S session;

	private final ServletContext servletContext;

	private final boolean begun;

	private volatile State state = State.VALID;

	/**
	 * Creates a view.
	 * @param begun whether the request of the exchange has begun the session
	 */
	StoredHttpSession(SessionExchange<S> exchange, S session, boolean begun) {
		this.exchange = exchange;
		this.session = session;
		this.servletContext = exchange.request().getServletContext();
		this.begun = begun;
	}

	S session() {
		return this.session;
	}

	boolean isBegun() {
		return this.begun;
	}

	@Override
	public long getCreationTime() {
		checkValid();
		return this.session.getCreationTime().toEpochMilli();
	}

	@Override
	public String getId() {
		return this.session.getId();
	}

	@Override
	public long getLastAccessedTime() {
		checkValid();
		return this.session.getLastAccessedTime().toEpochMilli();
	}

	@Override
	public ServletContext getServletContext() {
		return this.servletContext;
	}

	@Override
	public void setMaxInactiveInterval(int interval) {
		this.session.setMaxInactiveInterval(Duration.ofSeconds(interval));
		this.exchange.changed(this);
	}

	@Override
	public int getMaxInactiveInterval() {
		return (int) Math.min(Integer.MAX_VALUE, this.session.getMaxInactiveInterval().getSeconds());
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		checkValid();
		return this.session.getAttribute(name);
	}

	@Override
	public Enumeration<String> getAttributeNames() {
		checkValid();
		return Collections.enumeration(this.session.getAttributeNames());
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (value == null) {
			removeAttribute(name);
			return;
		}
		checkValid();
		Object previous = this.session.getAttribute(name);
		this.session.setAttribute(name, value);
		if (value != previous) {
			bound(name, value);
			unbound(name, previous);
		}
		this.exchange.changed(this);
	}

	@Override
	public void removeAttribute(String name) {
		checkValid();
		Object previous = this.session.getAttribute(name);
		this.session.removeAttribute(name);
		unbound(name, previous);
		this.exchange.changed(this);
	}

	@Override
	public void invalidate() {
		checkValid();
		if (this.state == State.ENDING) {
			return;
		}
		List<Binding> bindings = bindings();
		this.state = State.ENDING;
		try {
			this.exchange.end(this);
			bindings.forEach((binding) -> unbound(binding.name(), binding.value()));
		}
		finally {
			this.state = State.ENDED;
		}
	}

	@Override
	public boolean isNew() {
		checkValid();
		return this.begun;
	}

	private void checkValid() {
		if (this.state == State.ENDED) {
			throw new IllegalStateException("The session has been invalidated");
		}
	}

	/**
	 * Returns the values that have to be told that the session ends. One that cannot be
	 * read any more does not keep it from ending.
	 */
	private List<Binding> bindings() {
		List<Binding> bindings = new ArrayList<>();
		for (String name : this.session.getAttributeNames()) {
			try {
				if (this.session.getAttribute(name) instanceof HttpSessionBindingListener listener) {
					bindings.add(new Binding(name, listener));
				}
			}
			catch (AttributeNotReadableException ex) {
				logger.debug("Ended a session with an attribute that cannot be read", ex);
			}
		}
		return bindings;
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
			listener.accept(new HttpSessionBindingEvent(this, name, value));
		}
		catch (RuntimeException ex) {
			logger.error("The attribute '%s' of session %s failed to be bound or unbound".formatted(name, getId()), ex);
		}
	}

	/**
	 * The life of the view.
	 */
	private enum State {

		/** The session may be used. */
		VALID,

		/** Its values are told that it has ended, and may still look at it. */
		ENDING,

		/** It has ended. */
		ENDED

	}

	/**
	 * A value that listens.
	 *
	 * @param name the attribute's name
	 * @param value the value
	 */
	private record Binding(String name, HttpSessionBindingListener value) {

	}

}
