package com.example.mojarra;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Named;

/**
 * What a user has looked at.
 */
@Named
@SessionScoped
public class Basket implements Serializable {

	private static final long serialVersionUID = 1L;

	private final List<String> products = new ArrayList<>(List.of("a gift"));

	public List<String> getProducts() {
		return this.products;
	}

}
