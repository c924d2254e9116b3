package com.example.shop;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.server.ResponseStatusException;

/**
 * The pages of the shop.
 */
@Controller
final class ShopController {

	private static final String BAD_QUANTITY = "A quantity is a whole number from 0 to 99.";

	private final Catalogue catalogue;

	private final CartStore carts;

	private final Accounts accounts;

	ShopController(Catalogue catalogue, CartStore carts, Accounts accounts) {
		this.catalogue = catalogue;
		this.carts = carts;
		this.accounts = accounts;
	}

	@GetMapping("/")
	String catalogue(HttpServletRequest request, Model model) {
		model.addAttribute("products", this.catalogue.products());
		model.addAttribute("cart", this.carts.find(request));
		return "catalogue";
	}

	@GetMapping("/cart")
	String cart(HttpServletRequest request, Model model) {
		addCart(request, model);
		return "cart";
	}

	@PostMapping("/cart")
	String changeCart(@RequestParam String sku, @RequestParam int quantity, HttpServletRequest request) {
		if (quantity < 0 || quantity > 99) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, BAD_QUANTITY);
		}
		Product product = this.catalogue.product(sku);
		this.carts.save(request, this.carts.find(request).with(product.sku(), quantity, this.catalogue));
		return "redirect:/cart";
	}

	@GetMapping("/checkout")
	String checkout(HttpServletRequest request, Model model) {
		addCart(request, model);
		return "checkout";
	}

	@PostMapping("/checkout")
	String placeOrder(HttpServletRequest request) {
		if (this.carts.find(request).lines().isEmpty()) {
			return "redirect:/cart";
		}
		this.carts.save(request, Cart.EMPTY);
		return "redirect:/checkout?placed";
	}

	@GetMapping("/login")
	String login(Model model) {
		model.addAttribute("accounts", this.accounts.all());
		return "login";
	}

	@ExceptionHandler
	void missingParameter(MissingServletRequestParameterException failure, HttpServletResponse response)
			throws IOException {
		response.sendError(HttpServletResponse.SC_BAD_REQUEST,
				"The form needs the field " + failure.getParameterName() + ".");
	}

	@ExceptionHandler
	void notANumber(MethodArgumentTypeMismatchException failure, HttpServletResponse response) throws IOException {
		response.sendError(HttpServletResponse.SC_BAD_REQUEST, BAD_QUANTITY);
	}

	private void addCart(HttpServletRequest request, Model model) {
		Cart cart = this.carts.find(request);
		List<CartRow> rows = cart.lines()
			.stream()
			.map((line) -> new CartRow(this.catalogue.product(line.sku()), line.quantity(), this.catalogue.price(line)))
			.toList();
		model.addAttribute("rows", rows);
		model.addAttribute("total", cart.total());
	}

}
