package com.example.vaadin;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A shop in Vaadin Flow, in production mode.
 */
@SpringBootApplication
public class Vaadin {

	/** Has the load balancer forget where this client belongs, which makes it take turns. */
	private static int basket(Browser browser, String products) throws Exception {
		browser.forget("ROUTE");
		return Integer.parseInt(browser.get("/basket").shows("products=" + products).find(" on (\\d+)"));
	}

	private static void sendTo(int port, Browser browser, String products) throws Exception {
		if (basket(browser, products) != port) {
			Run.same(basket(browser, products), port);
		}
	}

	public static void main(String[] args) throws Exception {
		Run run = Run.sticky("vaadin").start(Vaadin.class);
		run.flow("a view with state", () -> {
			Tab tab = new Tab(run, run.browser());
			tab.order("apples").shows("in this view: [apples], in this session: 1 orders");
			tab.order("pears").shows("in this view: [apples, pears], in this session: 2 orders");
			tab.order("plums").shows("in this view: [apples, pears, plums], in this session: 3 orders");
		});
		run.flow("two tabs, and a new session id", () -> {
			Browser browser = run.browser();
			Tab first = new Tab(run, browser);
			first.order("apples").shows("in this view: [apples], in this session: 1 orders");
			Tab second = new Tab(run, browser);
			second.order("plums").shows("in this view: [plums], in this session: 2 orders");
			browser.post("/renew", Map.of()).shows("renewed");
			first.order("pears").shows("in this view: [apples, pears], in this session: 3 orders");
			browser.get("/attributes")
				.shows("basket: " + Basket.class.getName())
				.shows("com.vaadin.flow.server.VaadinSession.springServlet: com.vaadin.flow.server.VaadinSession")
				.shows("springServlet.lock: com.vaadin.flow.server.InstrumentedReentrantLock");
		});
		run.flow("a stored attribute on both instances", () -> {
			Browser browser = run.browser();
			Tab tab = new Tab(run, browser);
			tab.order("kiwis").shows("in this view: [kiwis]");
			int here = Integer.parseInt(browser.get("/basket").shows("products=[kiwis]").find(" on (\\d+)"));
			Set<Integer> seenOn = new TreeSet<>(Set.of(basket(browser, "[kiwis]"), basket(browser, "[kiwis]")));
			Run.same(seenOn, new TreeSet<>(run.ports()));
			sendTo(here, browser, "[kiwis]");
			tab.order("melons").shows("in this view: [kiwis, melons], in this session: 2 orders");
		});
		run.flow("another instance begins anew, with what is stored", () -> {
			Browser browser = run.browser();
			Tab tab = new Tab(run, browser);
			tab.order("apples").shows("in this view: [apples], in this session: 1 orders");
			int here = Integer.parseInt(browser.get("/basket").find(" on (\\d+)"));
			sendTo(run.ports().stream().filter((port) -> port != here).findFirst().orElseThrow(), browser, "[apples]");
			tab.order("pears").shows("\"sessionExpired\":true");
			Tab again = new Tab(run, browser);
			again.order("plums").shows("in this view: [plums], in this session: 1 orders");
			basket(browser, "[apples, plums]");
		});
		run.flow("the end of a session, and of a Vaadin session", () -> {
			Browser browser = run.browser();
			new Tab(run, browser).order("apples").shows("in this view: [apples], in this session: 1 orders");
			browser.post("/end", Map.of()).shows("invalidated");
			Tab tab = new Tab(run, browser);
			tab.order("pears").shows("in this view: [pears], in this session: 1 orders");
			tab.leave();
			browser.get("/ended").shows("ended 2");
			browser.get("/basket").shows("products=[pears]");
		});
		run.end();
	}

}
