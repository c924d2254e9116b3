package com.example.shop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

import io.github.redissession.SessionStoreException;
import io.github.redissession.web.OutagePage;

/**
 * What a browser shows instead of a page that needs a session while Redis is unavailable.
 * It is not a template, because templates access the session.
 */
@Component
final class ShopOutagePage implements OutagePage {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

	private final OutagePage plain = OutagePage.plain(RETRY_AFTER);

	private final String page;

	ShopOutagePage(ShopProperties shop) throws IOException {
		String text = new ClassPathResource("outage.html").getContentAsString(StandardCharsets.UTF_8);
		this.page = text.replace("{instance}", HtmlUtils.htmlEscape(shop.instance()));
	}

	@Override
	public void write(HttpServletRequest request, HttpServletResponse response, SessionStoreException failure)
			throws IOException {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		if (accept == null || !accept.contains(MediaType.TEXT_HTML_VALUE)) {
			this.plain.write(request, response, failure);
			return;
		}
		response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
		response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(RETRY_AFTER.toSeconds()));
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setContentType("text/html;charset=UTF-8");
		byte[] body = this.page.replace("{again}", again(request)).getBytes(StandardCharsets.UTF_8);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	/**
	 * Returns the link to try again: the same page, or the catalogue if a form was sent.
	 */
	private static String again(HttpServletRequest request) {
		return HttpMethod.GET.matches(request.getMethod()) ? "" : "/";
	}

}
