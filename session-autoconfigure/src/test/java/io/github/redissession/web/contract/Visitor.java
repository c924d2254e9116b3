package io.github.redissession.web.contract;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * A client that keeps the session's cookie as a browser does, and shows every header.
 */
final class Visitor {

	private static final HttpClient CLIENT = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(10))
		.build();

	private final Site site;

	private final HttpClient client;

	private volatile @Nullable String cookie;

	Visitor(Site site) {
		this(site, CLIENT);
	}

	Visitor(Site site, HttpClient client) {
		this.site = site;
		this.client = client;
	}

	/** The value of the cookie, if there is one. */
	@Nullable String cookie() {
		return this.cookie;
	}

	/** Another visitor with a cookie. */
	Visitor with(@Nullable String value) {
		Visitor visitor = new Visitor(this.site, this.client);
		visitor.cookie = value;
		return visitor;
	}

	Answer visit(Handler handler) {
		return visit(this.site.handlers().add(handler));
	}

	Answer visit(String path) {
		return visit(path, UnaryOperator.identity());
	}

	Answer visit(String path, UnaryOperator<HttpRequest.Builder> changes) {
		String name = this.site.handlers().begin();
		HttpRequest.Builder request = HttpRequest.newBuilder(this.site.uri(path))
			.timeout(Duration.ofSeconds(20))
			.header(Handlers.VISIT, name);
		String sent = this.cookie;
		if (sent != null) {
			request.header("Cookie", Site.COOKIE + "=" + sent);
		}
		HttpResponse<InputStream> response = send(changes.apply(request).build());
		String body = body(response);
		Visit visit = this.site.handlers().visit(name);
		visit.running().arriveAndAwaitAdvance();
		visit.failures().forEach((failure) -> {
			throw new AssertionError(failure);
		});
		Answer answer = new Answer(response.statusCode(), body, response.headers(), List.copyOf(visit.said()));
		answer.cookies().forEach(this::keep);
		return answer;
	}

	private HttpResponse<InputStream> send(HttpRequest request) {
		try {
			return this.client.send(request, BodyHandlers.ofInputStream());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A response may break off after its beginning. */
	private static String body(HttpResponse<InputStream> response) {
		try (InputStream body = response.body()) {
			return new String(body.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return "broken off";
		}
	}

	private void keep(String header) {
		String value = header.substring(header.indexOf('=') + 1).split(";", 2)[0];
		this.cookie = (value.isEmpty() || header.contains("Max-Age=0")) ? null : value;
	}

}
