package com.example.idp;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/**
 * A Spring Authorization Server with one user.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class IdentityProvider {

	/** What the only client authenticates with. */
	public static final String CLIENT_SECRET = "the-secret-of-the-client";

	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(
				User.withUsername("olga").password("{noop}olga-password").roles("USER").build());
	}

	/** Returns the properties that register the only client. */
	public static String[] properties(String redirect) {
		String client = "--spring.security.oauth2.authorizationserver.client.shop.";
		return new String[] { client + "registration.client-id=shop",
				client + "registration.client-secret={noop}" + CLIENT_SECRET,
				client + "registration.client-authentication-methods=client_secret_basic",
				client + "registration.authorization-grant-types=authorization_code,refresh_token",
				client + "registration.scopes=openid,profile", client + "registration.redirect-uris=" + redirect,
				client + "require-proof-key=true", client + "require-authorization-consent=true",
				"--server.servlet.session.cookie.name=IDP", "--redis-session.namespace=idp" };
	}

	/** Returns the properties of the client that logs in at this provider. */
	public static String[] client(int port) {
		String client = "--spring.security.oauth2.client.";
		return new String[] { client + "registration.idp.client-id=shop",
				client + "registration.idp.client-secret=" + CLIENT_SECRET,
				client + "registration.idp.scope=openid,profile",
				client + "provider.idp.issuer-uri=http://127.0.0.1:" + port };
	}

}
