package com.example.frameworks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A load balancer in front of the instances, which alternates between them, or keeps to
 * one of them for each client if it is sticky. It notes every cookie, and has a look at
 * Redis after each response.
 */
final class Balancer {

	private static final Set<String> OWN = Set.of("host", "connection", "content-length", "upgrade", "http2-settings",
			"transfer-encoding", "expect", "keep-alive");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicInteger errors = new AtomicInteger();

	private final HttpServer server;

	/** One-time values in an address: an authorization code, a token that logs in. */
	private static final Pattern ONE_TIME = Pattern.compile("[?&](code|token)=([^&]+)");

	private final List<Integer> ports = new CopyOnWriteArrayList<>();

	private final boolean sticky;

	private final Ledger ledger;

	Balancer(boolean sticky, Ledger ledger) throws IOException {
		this.sticky = sticky;
		this.ledger = ledger;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "balancer");
			thread.setDaemon(true);
			return thread;
		}));
		this.server.createContext("/", this::forward);
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	void add(int port) {
		this.ports.add(port);
	}

	int requests() {
		return this.requests.get();
	}

	int errors() {
		return this.errors.get();
	}

	private void forward(HttpExchange exchange) throws IOException {
		int turn = this.requests.getAndIncrement();
		int instance = this.sticky ? route(exchange) : turn % this.ports.size();
		try (exchange) {
			HttpResponse<byte[]> response = this.client.send(request(exchange, this.ports.get(instance)),
					BodyHandlers.ofByteArray());
			if (response.statusCode() >= 500) {
				this.errors.incrementAndGet();
				System.out.println(exchange.getRequestMethod() + " " + exchange.getRequestURI() + ": "
						+ response.statusCode() + " " + new String(response.body()));
			}
			answer(exchange, response, instance);
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			this.errors.incrementAndGet();
			ex.printStackTrace(System.out);
		}
	}

	private HttpRequest request(HttpExchange exchange, int port) throws IOException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port + exchange.getRequestURI()))
			.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
		exchange.getRequestHeaders().forEach((name, values) -> {
			if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
				values.forEach((value) -> request.header(name, value));
			}
		});
		Matcher oneTime = ONE_TIME.matcher(exchange.getRequestURI().toString());
		while (oneTime.find()) {
			this.ledger.secret("the parameter " + oneTime.group(1), oneTime.group(2));
		}
		for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
			for (String cookie : header.split("; *")) {
				note(cookie);
			}
		}
		return request.header("X-Forwarded-Host", exchange.getRequestHeaders().getFirst("Host"))
			.header("X-Forwarded-Proto", "http")
			.build();
	}

	private void answer(HttpExchange exchange, HttpResponse<byte[]> response, int instance) throws IOException {
		response.headers().map().forEach((name, values) -> {
			if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
				exchange.getResponseHeaders().put(name, new ArrayList<>(values));
			}
		});
		response.headers().allValues("Set-Cookie").forEach((cookie) -> note(cookie.split(";")[0]));
		if (this.sticky) {
			exchange.getResponseHeaders().add("Set-Cookie", "ROUTE=" + instance + "; Path=/");
		}
		this.ledger.look();
		byte[] body = response.body();
		exchange.sendResponseHeaders(response.statusCode(), (body.length > 0) ? body.length : -1);
		if (body.length > 0) {
			exchange.getResponseBody().write(body);
		}
	}

	private int route(HttpExchange exchange) {
		for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
			int at = header.indexOf("ROUTE=");
			if (at >= 0) {
				return header.charAt(at + 6) - '0';
			}
		}
		return this.requests.get() % this.ports.size();
	}

	private void note(String cookie) {
		int equals = cookie.indexOf('=');
		this.ledger.secret("the cookie " + cookie.substring(0, equals), cookie.substring(equals + 1));
	}

}
