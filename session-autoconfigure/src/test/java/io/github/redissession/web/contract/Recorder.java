package io.github.redissession.web.contract;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;

/**
 * A bean that listens to everything.
 */
final class Recorder implements HttpSessionListener, HttpSessionIdListener, HttpSessionAttributeListener {

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private volatile boolean failing;

	private volatile boolean welcoming;

	/** What was heard since the case began. */
	List<String> heard() {
		return this.heard;
	}

	void begin() {
		this.heard.clear();
		this.failing = false;
		this.welcoming = false;
	}

	boolean isFailing() {
		return this.failing;
	}

	/** Fails whenever it is called. */
	void fail() {
		this.failing = true;
	}

	/** Sets an attribute in every new session. */
	void welcome() {
		this.welcoming = true;
	}

	private void hear(String event) {
		this.heard.add(event);
		if (this.failing) {
			throw new OnPurpose();
		}
	}

	@Override
	public void sessionCreated(HttpSessionEvent event) {
		HttpSession session = event.getSession();
		if (this.welcoming && session.getAttribute("tenant") == null) {
			session.setAttribute("tenant", "north");
		}
		hear("created " + session.getId() + (this.welcoming ? " of " + session.getAttribute("tenant") : ""));
	}

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		HttpSession session = event.getSession();
		hear("destroyed " + session.getId() + " " + session.getAttribute(this.welcoming ? "tenant" : "cart"));
	}

	@Override
	public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
		hear("changed " + oldSessionId + " to " + event.getSession().getId());
	}

	@Override
	public void attributeAdded(HttpSessionBindingEvent event) {
		hear("added " + event.getName() + "=" + event.getValue());
	}

	@Override
	public void attributeReplaced(HttpSessionBindingEvent event) {
		hear("replaced " + event.getName() + "=" + event.getValue());
	}

	@Override
	public void attributeRemoved(HttpSessionBindingEvent event) {
		hear("removed " + event.getName() + "=" + event.getValue());
	}

}
