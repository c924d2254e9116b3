package com.example.mojarra;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Named;

/**
 * What is ordered on one page.
 */
@Named
@ViewScoped
public class Order implements Serializable {

	private static final long serialVersionUID = 1L;

	private final List<String> products = new ArrayList<>();

	private String product;

	public String getProduct() {
		return this.product;
	}

	public void setProduct(String product) {
		this.product = product;
	}

	public List<String> getProducts() {
		return this.products;
	}

	public String add() {
		this.products.add(this.product);
		this.product = null;
		return null;
	}

	public String finish() {
		FacesContext faces = FacesContext.getCurrentInstance();
		faces.getApplication()
			.evaluateExpressionGet(faces, "#{basket}", Basket.class)
			.getProducts()
			.addAll(this.products);
		return "/done?faces-redirect=true";
	}

}
