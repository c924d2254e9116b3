package com.example.vaadin;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;

/**
 * A tab of a browser with one Vaadin UI, which sends what Vaadin's client sends.
 */
final class Tab {

	private static final String NAVIGATE = """
			{'route':'','query':'','appShellTitle':'','historyState':null,'trigger':''}""";

	private static final String CLICK = """
			{'event.screenX':9,'event.screenY':9,'event.clientX':9,'event.clientY':9,'event.detail':1,'event.button':0,
			'event.ctrlKey':false,'event.shiftKey':false,'event.altKey':false,'event.metaKey':false}""";

	private final Browser browser;

	private final String token;

	private final String ui;

	private final int product;

	private final int order;

	private final int leave;

	private int received;

	private int sent;

	Tab(Run run, Browser browser) throws Exception {
		this.browser = browser.get("/").shows("VAADIN/build/");
		browser.get("/?v-r=init&location=&query=").shows("\"productionMode\":true");
		this.token = run.secret("the CSRF token", browser.find("\"Vaadin-Security-Key\":\"([^\"]+)\""));
		this.ui = browser.find("\"v-uiId\":(\\d+)");
		this.received = Integer.parseInt(browser.find("\"syncId\":(\\d+)"));
		send(event(1, "ui-navigate", NAVIGATE));
		this.product = node("product");
		this.order = node("order");
		this.leave = node("leave");
	}

	private int node(String id) {
		return Integer.parseInt(this.browser
			.find("\"node\":(\\d+),\"type\":\"put\",\"key\":\"id\",\"feat\":\\d+,\"value\":\"" + id + "\""));
	}

	/** Types a product and clicks the button. */
	Browser order(String name) throws Exception {
		return send("{'type':'mSync','node':%d,'feature':1,'property':'value','value':'%s'},%s,%s"
			.formatted(this.product, name, event(this.product, "change", "{}"), event(this.order, "click", CLICK)));
	}

	/** Clicks the button that ends the Vaadin session. */
	void leave() throws Exception {
		send(event(this.leave, "click", CLICK));
	}

	private static String event(int node, String type, String data) {
		return "{'type':'event','node':%d,'event':'%s','data':%s}".formatted(node, type, data);
	}

	/** Sends events to the UI, as one message. */
	private Browser send(String events) throws Exception {
		String message = "{'csrfToken':'%s','rpc':[%s],'syncId':%d,'clientId':%d}"
			.formatted(this.token, events, this.received, this.sent);
		this.browser.send(HttpRequest.newBuilder(this.browser.at().resolve("/?v-r=uidl&v-uiId=" + this.ui))
			.header("Content-Type", "application/json; charset=UTF-8")
			.POST(BodyPublishers.ofString(message.replace('\'', '"'))));
		if (this.browser.page().contains("\"syncId\":")) {
			this.received = Integer.parseInt(this.browser.find("\"syncId\":(\\d+)"));
			this.sent++;
		}
		return this.browser;
	}

}
