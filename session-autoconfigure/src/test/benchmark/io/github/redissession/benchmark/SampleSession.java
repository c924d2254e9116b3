package io.github.redissession.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;

/**
 * What every peer keeps: six attributes, about 1 KB of JSON together. Five of them are
 * there from the beginning, the security context comes with the login.
 */
final class SampleSession {

	/** The attribute that a request changes. */
	static final String CHANGED = "lastPage";

	static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

	private SampleSession() {
	}

	/**
	 * Three strings, a map of eight articles and a list of eight pages.
	 */
	static Map<String, Object> attributes() {
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put(CHANGED, page(0));
		attributes.put("locale", "de-DE");
		attributes.put("csrfToken", "6f1c2b54-0d3e-4b7a-9f0e-5a7d1c9b8e42");
		Map<String, Integer> cart = new HashMap<>();
		List<String> viewed = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			cart.put("sku-" + (10_000 + 37 * i), 1 + i % 3);
			viewed.add("/products/" + (10_000 + 37 * i));
		}
		attributes.put("cart", cart);
		attributes.put("viewed", viewed);
		return attributes;
	}

	/**
	 * What a form login of Spring Security leaves behind: a user with one role, whose
	 * password was erased.
	 */
	static Object context(String user) {
		User details = new User(user, "", AuthorityUtils.createAuthorityList("ROLE_USER"));
		details.eraseCredentials();
		return new SecurityContextImpl(
				UsernamePasswordAuthenticationToken.authenticated(details, null, details.getAuthorities()));
	}

	static String page(int number) {
		return "/products/" + (10_000 + Math.floorMod(number, 90_000));
	}

}
