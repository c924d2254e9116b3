package com.example.shop;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a cart is.
 */
class CartTests {

	private final Catalogue catalogue = new Catalogue();

	@Test
	void theTotalFollowsTheLines() {
		Cart cart = Cart.EMPTY.with("apple", 2, this.catalogue).with("bread", 1, this.catalogue);
		assertThat(cart.total()).isEqualByComparingTo("9.30");
		assertThat(cart.with("apple", 0, this.catalogue).total()).isEqualByComparingTo("4.50");
	}

	@Test
	void aLineKeepsItsPlaceWhenItsQuantityChanges() {
		Cart cart = Cart.EMPTY.with("apple", 2, this.catalogue).with("bread", 1, this.catalogue);
		assertThat(cart.with("apple", 3, this.catalogue).lines()).containsExactly(new Line("apple", 3),
				new Line("bread", 1));
	}

	@Test
	void itsJsonHasTheComponentsAndNothingElse() {
		Cart cart = Cart.EMPTY.with("apple", 2, this.catalogue);
		String json = new JsonMapper().writeValueAsString(cart);
		assertThat(json).isEqualTo("{\"lines\":[{\"sku\":\"apple\",\"quantity\":2}],\"total\":4.80}");
		assertThat(new JsonMapper().readValue(json, Cart.class)).isEqualTo(cart);
	}

}
