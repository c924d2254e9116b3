package com.example.shop;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What a visitor wants to buy; kept in the session as the attribute {@code cart}.
 *
 * @param lines the products, in the order in which they were added
 * @param total what they cost together in US dollars, stored so that sessions can be
 * searched by it
 */
record Cart(List<Line> lines, BigDecimal total) {

	static final Cart EMPTY = new Cart(List.of(), BigDecimal.ZERO);

	Cart {
		lines = List.copyOf(lines);
	}

	/**
	 * Returns a cart with this quantity of the product; zero removes it.
	 */
	Cart with(String sku, int quantity, Catalogue catalogue) {
		List<Line> changed = new ArrayList<>(this.lines);
		int index = this.lines.stream().map(Line::sku).toList().indexOf(sku);
		if (index < 0) {
			changed.add(new Line(sku, quantity));
		}
		else {
			changed.set(index, new Line(sku, quantity));
		}
		changed.removeIf((line) -> line.quantity() == 0);
		return new Cart(changed, catalogue.total(changed));
	}

	int items() {
		return this.lines.stream().mapToInt(Line::quantity).sum();
	}

	/** Public for the templates. */
	public int quantityOf(String sku) {
		return this.lines.stream().filter((line) -> line.sku().equals(sku)).mapToInt(Line::quantity).sum();
	}

}
