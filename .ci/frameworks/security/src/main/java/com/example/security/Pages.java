package com.example.security;

import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import jakarta.servlet.http.HttpServletRequest;

import static java.util.stream.Collectors.joining;

/**
 * Pages that say who is logged in, and how.
 */
@RestController
class Pages {

	private final OAuth2AuthorizedClientRepository clients;

	Pages(OAuth2AuthorizedClientRepository clients) {
		this.clients = clients;
	}

	@GetMapping(path = { "/", "/vault", "/both", "/public" }, produces = MediaType.TEXT_HTML_VALUE)
	String who(Authentication who, CsrfToken csrf) {
		String text = (who == null) ? "nobody"
				: who.getName() + " by " + who.getClass().getSimpleName() + " as "
						+ who.getAuthorities().stream().map(GrantedAuthority::getAuthority).sorted().collect(joining(","));
		return "<html><body><p>%s</p><form><input type=\"hidden\" name=\"_csrf\" value=\"%s\"></form></body></html>"
			.formatted(text, csrf.getToken());
	}

	@GetMapping(path = "/tokens", produces = MediaType.TEXT_HTML_VALUE)
	String tokens(Authentication who, HttpServletRequest request) {
		OAuth2AuthorizedClient client = this.clients.loadAuthorizedClient("idp", who, request);
		return client.getClientRegistration().getClientName() + " " + client.getAccessToken().getScopes() + " "
				+ (client.getRefreshToken() != null);
	}


}
