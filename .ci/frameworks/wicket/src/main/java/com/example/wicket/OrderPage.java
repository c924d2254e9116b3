package com.example.wicket;

import java.util.ArrayList;

import org.apache.wicket.markup.html.WebPage;
import org.apache.wicket.markup.html.basic.Label;
import org.apache.wicket.markup.html.form.Form;
import org.apache.wicket.markup.html.form.TextField;
import org.apache.wicket.model.IModel;
import org.apache.wicket.model.Model;

/**
 * A page with state: what was ordered on it.
 */
public class OrderPage extends WebPage {

	private static final long serialVersionUID = 1L;

	private final ArrayList<String> products = new ArrayList<>();

	private final IModel<String> product = Model.of("");

	public OrderPage() {
		add(new Label("products", () -> this.products.toString()));
		add(new Label("seen", () -> ShopSession.current().seen()));
		add(new OrderForm());
	}

	/**
	 * Adds a product.
	 */
	private final class OrderForm extends Form<Void> {

		private static final long serialVersionUID = 1L;

		OrderForm() {
			super("form");
			add(new TextField<>("product", OrderPage.this.product));
		}

		@Override
		protected void onSubmit() {
			OrderPage.this.products.add(OrderPage.this.product.getObject());
			ShopSession.current().count();
		}

	}

}
