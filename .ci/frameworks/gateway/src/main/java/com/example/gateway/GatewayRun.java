package com.example.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;
import com.example.idp.IdentityProvider;
import com.sun.net.httpserver.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

import static com.example.frameworks.Run.form;

/**
 * Drives the gateway through a login and relayed requests.
 */
public final class GatewayRun {

	private GatewayRun() {
	}

	public static void main(String[] args) throws Exception {
		Run run = Run.alternating("gateway");
		// The provider is a servlet application, and its class path has the gateway.
		String[] idp = Stream
			.concat(Stream.of("--spring.main.web-application-type=servlet",
					"--spring.autoconfigure.exclude=" + gatewayConfigurations()),
					Stream.of(IdentityProvider.properties("http://127.0.0.1:" + run.port() + "/login/oauth2/code/idp")))
			.toArray(String[]::new);
		int issuer = Run.port(run.beside(IdentityProvider.class, idp));
		String[] gateway = Stream
			.concat(Stream.of("--spring.main.web-application-type=reactive", "--orders=http://127.0.0.1:" + orders()),
					Stream.of(IdentityProvider.client(issuer)))
			.toArray(String[]::new);
		run.start(Gateway.class, gateway);
		// The client in the session refreshes its tokens with it; see docs/attributes.md.
		run.secret("the client's secret", IdentityProvider.CLIENT_SECRET);
		run.flow("OIDC with PKCE, saved request, relayed tokens, logout", () -> flow(run.browser()));
		run.end();
	}

	private static void flow(Browser browser) throws Exception {
		browser.get("/orders/1").shows("Please sign in");
		browser.post("/login", form("username", "olga", "password", "olga-password")).shows("Consent required");
		browser
			.post("/oauth2/authorize",
					form("client_id", "shop", "state", browser.find("name=\"state\" value=\"([^\"]+)"), "scope", "profile"))
			.shows("/orders/1 with a token");
		for (int i = 1; i < 5; i++) {
			browser.get("/orders/" + i).shows("/orders/" + i + " with a token");
			browser.get("/count").shows("olga " + i);
		}
		browser.get("/logout").post("/logout", form()).isAt("/login?logout");
	}

	private static String gatewayConfigurations() {
		return ImportCandidates.load(AutoConfiguration.class, GatewayRun.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("org.springframework.cloud.gateway."))
			.collect(Collectors.joining(","));
	}

	/** Starts what lies behind the gateway. */
	private static int orders() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			String authorization = exchange.getRequestHeaders().getFirst("Authorization");
			String text = exchange.getRequestURI()
					+ (authorization != null && authorization.startsWith("Bearer ey") ? " with a token" : " without");
			exchange.sendResponseHeaders(200, text.length());
			exchange.getResponseBody().write(text.getBytes());
			exchange.close();
		});
		server.start();
		return server.getAddress().getPort();
	}

}
