package io.github.redissession.web;

import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingListener;
import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;

import io.github.redissession.core.RequestSession;

/**
 * A session as the Servlet API shows it to an application. Values that are
 * {@link HttpSessionBindingListener}s are told when they are bound to it and unbound from
 * it.
 *
 * @param <S> the kind of session
 */
final class StoredHttpSession<S extends Session> implements HttpSession {

	private final Scope<S> scope;

	private final S session;

	private final ServletContext servletContext;

	private final boolean begun;

	private final AttributeEvents events;

	private volatile State state = State.VALID;

	/**
	 * Creates a view.
	 * @param begun whether the request has begun the session
	 */
	StoredHttpSession(Scope<S> scope, S session, ServletContext servletContext, boolean begun) {
		this.scope = scope;
		this.session = session;
		this.servletContext = servletContext;
		this.begun = begun;
		this.events = new AttributeEvents(this, scope.changes());
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
		this.scope.changed(this);
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
		if (value instanceof HttpSessionBindingListener && this.session instanceof RequestSession stored) {
			stored.unbindAtEnd();
		}
		this.events.set(name, value, previous);
		this.scope.changed(this);
	}

	@Override
	public void removeAttribute(String name) {
		checkValid();
		Object previous = this.session.getAttribute(name);
		this.session.removeAttribute(name);
		this.events.removed(name, previous);
		this.scope.changed(this);
	}

	@Override
	public void invalidate() {
		checkValid();
		if (this.state == State.ENDING) {
			return;
		}
		List<AttributeEvents.Attribute> attributes = this.events.concerning(this.session);
		this.state = State.ENDING;
		try {
			this.scope.end(this);
			attributes.forEach((attribute) -> this.events.removed(attribute.name(), attribute.value()));
		}
		finally {
			this.state = State.ENDED;
		}
	}

	@Override
	public Accessor getAccessor() {
		checkValid();
		return this.scope.accessor(this);
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
	 * What a view belongs to: a request, or an access outside of one.
	 *
	 * @param <S> the kind of session
	 */
	interface Scope<S extends Session> {

		/**
		 * Returns those who are told of changes.
		 */
		ChangeListeners changes();

		/**
		 * Called after each change.
		 */
		void changed(StoredHttpSession<S> view);

		/**
		 * Ends the session.
		 */
		void end(StoredHttpSession<S> view);

		/**
		 * Gives access to the session after the scope has ended.
		 */
		Accessor accessor(StoredHttpSession<S> view);

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

}
