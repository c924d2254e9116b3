package io.github.redissession.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A client that sends its cookies to every server, as a browser does to all the instances
 * behind one load balancer.
 */
public final class Browser {

	/** Ends a test that hangs. */
	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	/**
	 * Not HTTP/2: its upgrade on a plain connection sometimes hangs with Reactor Netty.
	 */
	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Map<String, String> cookies = new LinkedHashMap<>();

	private String userAgent = "Test";

	public void setUserAgent(String userAgent) {
		this.userAgent = userAgent;
	}

	public HttpResponse<String> get(URI uri) {
		return send(HttpRequest.newBuilder(uri).GET());
	}

	public HttpResponse<String> post(URI uri, Map<String, String> form) {
		String body = form.entrySet()
			.stream()
			.map((entry) -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
			.collect(Collectors.joining("&"));
		return send(HttpRequest.newBuilder(uri)
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(body)));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		request.timeout(TIMEOUT).header("User-Agent", this.userAgent);
		synchronized (this.cookies) {
			if (!this.cookies.isEmpty()) {
				request.header("Cookie",
						this.cookies.entrySet()
							.stream()
							.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
							.collect(Collectors.joining("; ")));
			}
		}
		try {
			HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
			response.headers().allValues("Set-Cookie").forEach(this::keep);
			return response;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private void keep(String header) {
		String[] cookie = header.split(";", 2)[0].split("=", 2);
		synchronized (this.cookies) {
			if (cookie[1].isEmpty() || header.contains("Max-Age=0")) {
				this.cookies.remove(cookie[0]);
			}
			else {
				this.cookies.put(cookie[0], cookie[1]);
			}
		}
	}

	public @Nullable String cookie(String name) {
		synchronized (this.cookies) {
			return this.cookies.get(name);
		}
	}

	public void setCookie(String name, String value) {
		synchronized (this.cookies) {
			this.cookies.put(name, value);
		}
	}

	private static String encode(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8);
	}

}
