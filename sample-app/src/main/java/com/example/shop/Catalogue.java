package com.example.shop;

import java.math.BigDecimal;
import java.util.List;

import org.springframework.stereotype.Component;

/**
 * Everything the shop sells.
 */
@Component
final class Catalogue {

	private static final List<Product> PRODUCTS = List.of(
			new Product("apple", "Apples", "bag of 6", new BigDecimal("2.40")),
			new Product("bread", "Sourdough bread", "loaf", new BigDecimal("4.50")),
			new Product("coffee", "Coffee beans", "250 g", new BigDecimal("8.90")),
			new Product("dates", "Medjool dates", "box of 12", new BigDecimal("6.20")),
			new Product("eggs", "Free-range eggs", "half dozen", new BigDecimal("3.10")));

	List<Product> products() {
		return PRODUCTS;
	}

	/**
	 * Returns the product with this SKU.
	 * @throws UnknownProductException if the shop does not sell it
	 */
	Product product(String sku) {
		return PRODUCTS.stream()
			.filter((product) -> product.sku().equals(sku))
			.findFirst()
			.orElseThrow(UnknownProductException::new);
	}

	BigDecimal total(List<Line> lines) {
		return lines.stream().map(this::price).reduce(BigDecimal.ZERO, BigDecimal::add);
	}

	BigDecimal price(Line line) {
		return product(line.sku()).price().multiply(BigDecimal.valueOf(line.quantity()));
	}

}
