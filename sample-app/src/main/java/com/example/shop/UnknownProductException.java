package com.example.shop;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * A request named a product that the shop does not sell.
 */
final class UnknownProductException extends ResponseStatusException {

	private static final long serialVersionUID = 1L;

	UnknownProductException() {
		super(HttpStatus.BAD_REQUEST, "The shop does not sell this product.");
	}

}
