package io.github.redissession.web.contract;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Methods and versions of HTTP.
 */
interface ProtocolContract extends SiteContract {

	@Test
	default void aHeadRequestMayBeginASession() {
		Visitor visitor = stranger();
		String path = site().handlers().add((exchange) -> {
			exchange.session().setAttribute("cart", "pears");
			exchange.write("hi");
		});
		Answer answer = visitor.visit(path, (request) -> request.method("HEAD", HttpRequest.BodyPublishers.noBody()));
		assertThat(answer.cookies()).hasSize(1);
		assertThat(answer.body()).isEmpty();
		assertThat(cart(visitor)).isEqualTo("pears");
	}

	@Test
	default void anAnswerWithoutABodyMayBeginASession() {
		for (int status : new int[] { 204, 205, 304 }) {
			Visitor visitor = stranger();
			Answer answer = visitor.visit((exchange) -> {
				exchange.session().setAttribute("cart", "pears");
				exchange.response().setStatus(status);
			});
			assertThat(answer.status()).isEqualTo(status);
			assertThat(answer.cookies()).hasSize(1);
			assertThat(cart(visitor)).isEqualTo("pears");
		}
	}

	@Test
	default void aFormMayBeReadAfterTheSession() {
		Visitor visitor = customer();
		String path = site().handlers()
			.add((exchange) -> exchange
				.say(exchange.session().getAttribute("cart") + exchange.request().getParameter("a")));
		Answer answer = visitor.visit(path,
				(request) -> request.header("Content-Type", "application/x-www-form-urlencoded")
					.POST(HttpRequest.BodyPublishers.ofString("a=1")));
		assertThat(answer.only()).isEqualTo("apples1");
	}

	@Test
	default void http2UsesTheSameSession() {
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_2)
			.connectTimeout(Duration.ofSeconds(10))
			.build();
		Visitor visitor = new Visitor(site(), client);
		Answer answer = visitor.visit((exchange) -> {
			exchange.say(exchange.request().getProtocol());
			exchange.session().setAttribute("cart", "pears");
			exchange.forward((target) -> target.write("hi"));
		});
		assertThat(answer.only()).isEqualTo("HTTP/2.0");
		assertThat(answer.cookies()).hasSize(1);
		assertThat(cart(visitor)).isEqualTo("pears");
		assertThat(cart(stranger().with(visitor.cookie()))).isEqualTo("pears");
	}

	@Test
	default void theHandshakeOfAWebSocketKnowsTheSession() {
		assertThat(handshake(customer())).isEqualTo("apples");
	}

	@Test
	default void theHandshakeOfAStrangersWebSocketKnowsNoSession() {
		assertThat(handshake(stranger())).isEqualTo("no session");
	}

	private String handshake(Visitor visitor) {
		String visit = site().handlers().begin();
		WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder().header(Handlers.VISIT, visit);
		if (visitor.cookie() != null) {
			builder.header("Cookie", Site.COOKIE + "=" + visitor.cookie());
		}
		URI uri = URI.create(site().uri(Socket.PATH).toString().replace("http:", "ws:"));
		builder.buildAsync(uri, new WebSocket.Listener() {
		}).orTimeout(10, TimeUnit.SECONDS).join().abort();
		return site().handlers().visit(visit).said().get(0);
	}

}
