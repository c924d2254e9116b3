package io.github.redissession.web;

import java.util.Collections;
import java.util.Enumeration;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;

/**
 * A session that has ended, as listeners may still read it.
 *
 * @param session the session as it was stored last
 * @param context the application
 */
record EndedHttpSession(Session session, ServletContext context) implements HttpSession {

	@Override
	public String getId() {
		return this.session.getId();
	}

	@Override
	public ServletContext getServletContext() {
		return this.context;
	}

	@Override
	public long getCreationTime() {
		return this.session.getCreationTime().toEpochMilli();
	}

	@Override
	public long getLastAccessedTime() {
		return this.session.getLastAccessedTime().toEpochMilli();
	}

	@Override
	public int getMaxInactiveInterval() {
		return (int) Math.min(Integer.MAX_VALUE, this.session.getMaxInactiveInterval().getSeconds());
	}

	@Override
	public boolean isNew() {
		return false;
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		return this.session.getAttribute(name);
	}

	@Override
	public Enumeration<String> getAttributeNames() {
		return Collections.enumeration(this.session.getAttributeNames());
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		throw ended();
	}

	@Override
	public void removeAttribute(String name) {
		throw ended();
	}

	@Override
	public void setMaxInactiveInterval(int interval) {
		throw ended();
	}

	@Override
	public void invalidate() {
		throw ended();
	}

	private static IllegalStateException ended() {
		return new IllegalStateException("The session has ended");
	}

}
