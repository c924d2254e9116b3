package com.example.security;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Arrays;
import java.util.stream.Stream;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;
import com.example.idp.IdentityProvider;

import static com.example.frameworks.Run.form;

/**
 * Drives the shop through every way to log in.
 */
public final class SecurityRun {

	private final Run run;

	private SecurityRun(Run run) {
		this.run = run;
	}

	public static void main(String[] arguments) throws Exception {
		Run run = Run.alternating(String.join(" ", "security", String.join(" ", arguments)).strip());
		String[] idp = IdentityProvider
			.properties("http://127.0.0.1:" + run.port() + "/login/oauth2/code/idp");
		int issuer = Run.port(run.beside(IdentityProvider.class, idp));
		String[] shop = Stream
			.concat(Stream.of("--passkey-origin=http://localhost:" + run.port()),
					Stream.concat(Arrays.stream(IdentityProvider.client(issuer)), Arrays.stream(arguments)))
			.toArray(String[]::new);
		new SecurityRun(run.start(Shop.class, shop)).flows();
	}

	private void flows() {
		// The client in the session refreshes its tokens with it; see docs/attributes.md.
		this.run.secret("the client's secret", IdentityProvider.CLIENT_SECRET);
		this.run.flow("form login, saved request, logout", this::formLogin);
		this.run.flow("failed login", this::failedLogin);
		this.run.flow("saved request with credentials in headers", this::savedRequest);
		this.run.flow("remember-me, then fully authenticated", this::rememberMe);
		this.run.flow("one-time token", this::oneTimeToken);
		this.run.flow("two factors", this::twoFactors);
		this.run.flow("switch user", this::switchUser);
		this.run.flow("OIDC with PKCE and consent", this::oidc);
		this.run.flow("passkeys in Chromium", () -> Passkeys.flow(this.run));
		this.run.end();
	}

	private Browser login(Browser browser, String user) throws Exception {
		return browser.get("/login").post("/login", form("username", user, "password", user + "-password"));
	}

	private void formLogin() throws Exception {
		Browser browser = this.run.browser();
		browser.get("/vault").isAt("/login");
		browser.post("/login", form("username", "alice", "password", "alice-password"))
			.isAt("/vault?continue")
			.shows("alice by UsernamePasswordAuthenticationToken as FACTOR_PASSWORD,ROLE_USER");
		for (int i = 0; i < 4; i++) {
			browser.get("/").shows("alice");
		}
		browser.post("/logout", form()).isAt("/login?logout");
		browser.get("/").isAt("/login");
	}

	private void failedLogin() throws Exception {
		Browser browser = this.run.browser();
		browser.get("/login").post("/login", form("username", "alice", "password", "alice-passwort")).isAt("/login?error");
		browser.shows("Invalid credentials").get("/public").shows("nobody");
		login(browser, "alice").shows("alice");
	}

	private void savedRequest() throws Exception {
		String secret = this.run.secret("the Authorization header", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.");
		String token = this.run.secret("the X-Auth-Token header", "b4c8ad2e-95fc-4f5e-9d0c-2b1a");
		Browser browser = this.run.browser();
		browser.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.run.port() + "/vault?x=1"))
			.header("Accept", "text/html")
			.header("Authorization", "Bearer " + secret)
			.header("Proxy-Authorization", "Bearer " + secret)
			.header("X-Auth-Token", token)).isAt("/login");
		browser.post("/login", form("username", "alice", "password", "alice-password")).isAt("/vault?x=1&continue");
	}

	private void rememberMe() throws Exception {
		Browser browser = this.run.browser();
		browser.get("/login")
			.post("/login", form("username", "alice", "password", "alice-password", "remember-me", "on"))
			.shows("alice");
		browser.forget("SESSION");
		browser.get("/").shows("alice by RememberMeAuthenticationToken");
		browser.get("/vault").isAt("/login");
		browser.post("/login", form("username", "alice", "password", "alice-password")).isAt("/vault?continue");
	}

	private void oneTimeToken() throws Exception {
		Browser browser = this.run.browser();
		browser.get("/login").post("/ott/generate", form("username", "alice")).isAt("/login/ott");
		browser.post("/login/ott", form("token", mail("alice")))
			.isAt("/")
			.shows("alice by OneTimeTokenAuthentication as FACTOR_OTT,ROLE_USER");
	}

	private void twoFactors() throws Exception {
		Browser browser = this.run.browser();
		login(browser, "alice").shows("alice");
		browser.get("/both").shows("One-Time").post("/ott/generate", form("username", "alice"));
		browser.post("/login/ott", form("token", mail("alice"))).isAt("/both?continue").shows("FACTOR_OTT,FACTOR_PASSWORD");
		browser.get("/both").shows("FACTOR_OTT,FACTOR_PASSWORD");
	}

	private String mail(String user) {
		return this.run.secret("a one-time token", Shop.MAIL.get(user));
	}

	private void switchUser() throws Exception {
		Browser browser = this.run.browser();
		login(browser, "carol").shows("ROLE_ADMIN");
		browser.post("/login/impersonate", form("username", "alice")).shows("alice").shows("ROLE_PREVIOUS_ADMINISTRATOR");
		browser.get("/").shows("alice").post("/logout/impersonate", form()).shows("carol").get("/").shows("ROLE_ADMIN");
	}

	private void oidc() throws Exception {
		// The verifier proves who began the login; it has to wait in the session until the login ends.
		Browser browser = this.run.browser();
		browser.get("/oauth2/authorization/idp").shows("Please sign in");
		browser.post("/login", form("username", "olga", "password", "olga-password")).shows("Consent required");
		browser.post("/oauth2/authorize",
				form("client_id", "shop", "state", browser.find("name=\"state\" value=\"([^\"]+)"), "scope", "profile"));
		browser.shows("olga by OAuth2AuthenticationToken").shows("SCOPE_profile");
		for (int i = 0; i < 2; i++) {
			browser.get("/tokens").shows("[openid, profile] true");
		}
		browser.get("/").post("/logout", form()).isAt("/login?logout");
	}

}
