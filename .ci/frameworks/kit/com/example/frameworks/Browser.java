package com.example.frameworks;

import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An HTTP client with cookies that follows redirects, and that sends the hidden fields of
 * the last page along with a form.
 */
public final class Browser {

	private static final Pattern INPUT = Pattern.compile("<input [^>]*>");

	private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);

	private final HttpClient client = HttpClient.newBuilder()
		.cookieHandler(this.cookies)
		.followRedirects(HttpClient.Redirect.NORMAL)
		.version(HttpClient.Version.HTTP_1_1)
		.build();

	private final Ledger ledger;

	private URI at;

	private String page = "";

	private int status;

	Browser(String address, Ledger ledger) {
		this.at = URI.create(address);
		this.ledger = ledger;
	}

	/** Opens a page, by a path or by an address relative to the last page. */
	public Browser get(String path) throws Exception {
		return send(HttpRequest.newBuilder(this.at.resolve(path)).header("Accept", "text/html"));
	}

	/** Sends a form, with the hidden fields of the page it is on. */
	public Browser post(String path, Map<String, String> form) throws Exception {
		Map<String, String> all = new LinkedHashMap<>(hidden());
		all.putAll(form);
		form.forEach((name, value) -> {
			if (name.contains("password") || name.equals("token")) {
				this.ledger.secret("the field " + name, value);
			}
		});
		String body = all.entrySet()
			.stream()
			.map((entry) -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
			.collect(Collectors.joining("&"));
		return send(HttpRequest.newBuilder(this.at.resolve(path))
			.header("Accept", "text/html")
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(body)));
	}

	/** Sends any request, whose address is resolved against the last page. */
	public Browser send(HttpRequest.Builder request) throws Exception {
		HttpResponse<String> response = this.client.send(request.build(), BodyHandlers.ofString());
		this.at = response.uri();
		this.page = response.body();
		this.status = response.statusCode();
		return this;
	}

	private Map<String, String> hidden() {
		Map<String, String> fields = new LinkedHashMap<>();
		Matcher inputs = INPUT.matcher(this.page);
		while (inputs.find()) {
			String input = inputs.group();
			if ("hidden".equals(attribute(input, "type"))) {
				fields.put(attribute(input, "name"), attribute(input, "value"));
			}
		}
		return fields;
	}

	private static String attribute(String element, String name) {
		Matcher attribute = Pattern.compile("\\b" + name + "=[\"']([^\"']*)").matcher(element);
		return attribute.find() ? attribute.group(1).replace("&amp;", "&") : "";
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	/** Returns the text of the last page. */
	public String page() {
		return this.page;
	}

	/** Returns the address of the last page, after redirects. */
	public URI at() {
		return this.at;
	}

	/** Returns the status of the last response. */
	public int status() {
		return this.status;
	}

	/** Returns the first group of a pattern in the last page. */
	public String find(String pattern) {
		Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(this.page);
		if (!found.find()) {
			throw new AssertionError("nothing like " + pattern + " at " + this.at + " (" + this.status + "): " + this.page);
		}
		return found.group(1).replace("&amp;", "&");
	}

	/** Fails unless the last page has a text. */
	public Browser shows(String text) {
		if (this.status >= 400 || !this.page.contains(text)) {
			throw new AssertionError("not \"" + text + "\" at " + this.at + " (" + this.status + "): " + this.page);
		}
		return this;
	}

	/** Fails unless the last address ends as given. */
	public Browser isAt(String end) {
		if (!this.at.toString().endsWith(end)) {
			throw new AssertionError("not at " + end + ", but at " + this.at + " (" + this.status + "): " + this.page);
		}
		return this;
	}

	/** Forgets a cookie, as a browser that is restarted forgets that of the session. */
	public void forget(String cookie) {
		this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.filter((stored) -> stored.getName().equals(cookie))
			.toList()
			.forEach((stored) -> this.cookies.getCookieStore().remove(null, stored));
	}

	/** Returns the cookies, as a request sends them. */
	public String cookies() {
		return this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.map((HttpCookie cookie) -> cookie.getName() + "=" + cookie.getValue())
			.collect(Collectors.joining("; "));
	}

}
