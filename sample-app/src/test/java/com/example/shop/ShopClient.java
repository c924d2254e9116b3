package com.example.shop;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody who visits the shop over HTTP; keeps cookies, finds the CSRF token of a form
 * and does not follow redirects.
 */
final class ShopClient {

	private static final Pattern CSRF_TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

	private static final JsonMapper JSON = new JsonMapper();

	private final URI base;

	private final CookieManager cookies;

	private final String userAgent;

	private final HttpClient http;

	ShopClient(URI base) {
		this(base, new CookieManager(null, CookiePolicy.ACCEPT_ALL), "ShopClient");
	}

	private ShopClient(URI base, CookieManager cookies, String userAgent) {
		this.base = base;
		this.cookies = cookies;
		this.userAgent = userAgent;
		this.http = HttpClient.newBuilder().cookieHandler(cookies).followRedirects(Redirect.NEVER).build();
	}

	/**
	 * Returns the same visitor, with the same cookies from now on, at another instance.
	 */
	ShopClient at(URI otherInstance) {
		return new ShopClient(otherInstance, this.cookies, this.userAgent);
	}

	/**
	 * Returns the same visitor, with the same cookies, who says to be this from now on.
	 */
	ShopClient with(String otherUserAgent) {
		return new ShopClient(this.base, this.cookies, otherUserAgent);
	}

	/**
	 * Returns another visitor who has a copy of this one's cookies.
	 */
	ShopClient copy() {
		ShopClient copy = new ShopClient(this.base);
		this.cookies.getCookieStore()
			.getCookies()
			.forEach((cookie) -> copy.cookies.getCookieStore().add(this.base, (HttpCookie) cookie.clone()));
		return copy;
	}

	HttpResponse<String> get(String path) {
		return get(path, "text/html");
	}

	/**
	 * Submits a form with a CSRF token.
	 */
	HttpResponse<String> post(String path, Map<String, String> form) {
		return post(path, form, "text/html");
	}

	private HttpResponse<String> post(String path, Map<String, String> form, String accept) {
		Matcher token = CSRF_TOKEN.matcher(get("/login").body());
		if (!token.find()) {
			throw new AssertionError("The page has no form with a CSRF token");
		}
		return postAsIs(path, encode(form) + "&_csrf=" + encode(token.group(1)), accept);
	}

	/**
	 * Sends this form and nothing else, hence without a CSRF token.
	 */
	HttpResponse<String> postAsIs(String path, String form) {
		return postAsIs(path, form, "text/html");
	}

	private HttpResponse<String> postAsIs(String path, String form, String accept) {
		return send(request(path, accept).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form))
			.build());
	}

	HttpResponse<String> login(String name) {
		return login(name, "password");
	}

	HttpResponse<String> login(String name, String password) {
		return post("/login", Map.of("username", name, "password", password));
	}

	HttpResponse<String> logout() {
		return post("/logout", Map.of());
	}

	HttpResponse<String> addToCart(String sku, int quantity) {
		return post("/cart", Map.of("sku", sku, "quantity", Integer.toString(quantity)));
	}

	/**
	 * Asks the shop who this is.
	 * @return the answer, or empty if it is 401
	 */
	Optional<JsonNode> me() {
		HttpResponse<String> response = get("/api/me", "application/json");
		return (response.statusCode() != 401) ? Optional.of(json(response)) : Optional.empty();
	}

	JsonNode cart() {
		return json(get("/api/cart", "application/json"));
	}

	JsonNode devices() {
		return json(get("/api/devices", "application/json"));
	}

	/** How long the session has left, without keeping it alive. */
	JsonNode clock() {
		return json(get("/api/session", "application/json"));
	}

	JsonNode keep() {
		return json(post("/api/session/keep", Map.of(), "application/json"));
	}

	JsonNode ping() {
		return json(get("/api/ping", "application/json"));
	}

	/**
	 * Returns the cookie that names the session, if there is one.
	 */
	Optional<HttpCookie> sessionCookie() {
		return this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.filter((cookie) -> !cookie.getName().equals("XSRF-TOKEN"))
			.findFirst();
	}

	HttpResponse<String> get(String path, String accept) {
		return send(request(path, accept).build());
	}

	private HttpRequest.Builder request(String path, String accept) {
		return HttpRequest.newBuilder(this.base.resolve(path))
			.header("Accept", accept)
			.header("User-Agent", this.userAgent);
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.http.send(request, BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new AssertionError("No answer to " + request, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	private static JsonNode json(HttpResponse<String> response) {
		if (response.statusCode() != 200) {
			throw new AssertionError(response + ": " + response.body());
		}
		return JSON.readTree(response.body());
	}

	private static String encode(Map<String, String> form) {
		return form.entrySet()
			.stream()
			.map((field) -> encode(field.getKey()) + "=" + encode(field.getValue()))
			.collect(Collectors.joining("&"));
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
