package com.example.wicket;

import java.util.UUID;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;
import org.apache.wicket.Page;
import org.apache.wicket.Session;
import org.apache.wicket.protocol.http.WebApplication;
import org.apache.wicket.protocol.http.WicketFilter;
import org.apache.wicket.request.Request;
import org.apache.wicket.request.Response;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * A shop in Wicket, with a page that has state.
 */
@SpringBootApplication
public class Wicket {

	@Bean
	FilterRegistrationBean<WicketFilter> wicketFilter() {
		WicketFilter filter = new WicketFilter(new Shop());
		filter.setFilterPath("");
		FilterRegistrationBean<WicketFilter> registration = new FilterRegistrationBean<>(filter);
		// Wicket knows its applications by these names, and both instances are in one JVM.
		registration.setName("shop-" + UUID.randomUUID());
		registration.addUrlPatterns("/*");
		registration.addInitParameter(WicketFilter.FILTER_MAPPING_PARAM, "/*");
		registration.addInitParameter("configuration", "deployment");
		return registration;
	}

	/**
	 * The Wicket side of the application.
	 */
	private static final class Shop extends WebApplication {

		@Override
		public Class<? extends Page> getHomePage() {
			return OrderPage.class;
		}

		@Override
		public Session newSession(Request request, Response response) {
			return new ShopSession(request);
		}

	}

	private static Browser order(Browser browser, String product) throws Exception {
		return browser.post(browser.find("action=\"([^\"]+)\""), Run.form("product", product));
	}

	public static void main(String[] args) throws Exception {
		Run run = Run.sticky("wicket").start(Wicket.class);
		run.flow("a page with state", () -> {
			Browser browser = run.browser().get("/").shows("0 orders");
			order(browser, "apples").shows("[apples]").shows("1 orders");
			order(browser, "pears").shows("[apples, pears]").shows("2 orders");
			order(browser, "plums").shows("[apples, pears, plums]").shows("3 orders");
		});
		run.flow("another visitor", () -> {
			Browser browser = run.browser().get("/").shows("0 orders");
			order(browser, "kiwis").shows("[kiwis]").shows("1 orders");
		});
		run.end();
	}

}
