package com.example.mojarra;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A shop in Jakarta Faces, whose views are kept on the server.
 */
@SpringBootApplication
public class Mojarra {

	private static Browser add(Browser browser, String product) throws Exception {
		return browser.post(browser.find("action=\"([^\"]+)\""), Run.form("form:product", product, "form:add", "Add"));
	}

	public static void main(String[] args) throws Exception {
		Run run = Run.alternating("mojarra").start(Mojarra.class);
		run.flow("view scope and session scope", () -> {
			Browser browser = run.browser().get("/order.xhtml").shows("In this session:[a gift]");
			add(browser, "apples").shows("In this view:[apples]");
			add(browser, "pears").shows("In this view:[apples, pears]");
			add(browser, "plums").shows("In this view:[apples, pears, plums]").shows("In this session:[a gift]");
			browser.post(browser.find("action=\"([^\"]+)\""), Run.form("form:finish", "Finish"))
				.shows("Ordered:[a gift, apples, pears, plums]");
		});
		run.flow("two views at once", () -> {
			Browser browser = run.browser().get("/order.xhtml");
			add(browser, "apples").shows("In this view:[apples]");
			String first = browser.find("name=\"jakarta.faces.ViewState\"[^>]* value=\"([^\"]+)");
			add(browser.get("/order.xhtml"), "plums").shows("In this view:[plums]");
			browser
				.post(browser.find("action=\"([^\"]+)\""),
						Run.form("jakarta.faces.ViewState", first, "form:product", "pears", "form:add", "Add"))
				.shows("In this view:[apples, pears]");
		});
		run.end();
	}

}
