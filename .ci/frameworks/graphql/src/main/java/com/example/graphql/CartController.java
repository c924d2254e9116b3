package com.example.graphql;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpSession;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;

/**
 * A cart in the session.
 */
@Controller
class CartController {

	private final ObjectFactory<HttpSession> session;

	CartController(ObjectFactory<HttpSession> session) {
		this.session = session;
	}

	@QueryMapping
	@SuppressWarnings("unchecked")
	List<String> cart() {
		List<String> cart = (List<String>) this.session.getObject().getAttribute("cart");
		return (cart != null) ? cart : List.of();
	}

	@QueryMapping
	String me(Principal principal) {
		return principal.getName();
	}

	@MutationMapping
	List<String> add(@Argument String product) {
		List<String> cart = new ArrayList<>(cart());
		cart.add(product);
		this.session.getObject().setAttribute("cart", cart);
		return cart;
	}

}
