package com.example.shop;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * A page that always fails.
 */
@Controller
final class BrokenPage {

	@GetMapping("/broken")
	String fail() {
		throw new IllegalStateException("secret");
	}

}
