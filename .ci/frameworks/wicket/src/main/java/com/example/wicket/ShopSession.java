package com.example.wicket;

import org.apache.wicket.protocol.http.WebSession;
import org.apache.wicket.request.Request;

/**
 * How much a visitor has ordered.
 */
public class ShopSession extends WebSession {

	private static final long serialVersionUID = 1L;

	private int orders;

	ShopSession(Request request) {
		super(request);
	}

	static ShopSession current() {
		return (ShopSession) WebSession.get();
	}

	void count() {
		this.orders++;
		bind();
		dirty();
	}

	String seen() {
		return this.orders + " orders";
	}

}
