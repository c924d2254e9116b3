package com.example.webflow;

import java.io.Serializable;

/**
 * The state of the flow.
 */
public class Order implements Serializable {

	private static final long serialVersionUID = 1L;

	private String product;

	private int quantity;

	public String getProduct() {
		return this.product;
	}

	public void setProduct(String product) {
		this.product = product;
	}

	public int getQuantity() {
		return this.quantity;
	}

	public void setQuantity(int quantity) {
		this.quantity = quantity;
	}

}
