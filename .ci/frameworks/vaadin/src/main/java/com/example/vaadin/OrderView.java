package com.example.vaadin;

import java.util.ArrayList;
import java.util.List;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.VaadinSession;
import com.vaadin.flow.server.WrappedSession;

/**
 * A view with state: what was ordered in it, and how much in the whole Vaadin session.
 */
@Route("")
public class OrderView extends Div {

	private static final long serialVersionUID = 1L;

	private final ArrayList<String> products = new ArrayList<>();

	private final Input product = new Input();

	private final Span summary = new Span();

	public OrderView() {
		this.product.setId("product");
		NativeButton order = new NativeButton("Order", (click) -> order(this.product.getValue()));
		order.setId("order");
		NativeButton leave = new NativeButton("Leave", (click) -> VaadinSession.getCurrent().close());
		leave.setId("leave");
		add(this.product, order, leave, this.summary);
		show();
	}

	private void order(String name) {
		this.products.add(name);
		VaadinSession session = VaadinSession.getCurrent();
		session.setAttribute(Integer.class, orders() + 1);
		WrappedSession http = session.getSession();
		Basket basket = (Basket) http.getAttribute("basket");
		List<String> all = new ArrayList<>((basket != null) ? basket.products() : List.of());
		all.add(name);
		http.setAttribute("basket", new Basket(all));
		show();
	}

	private void show() {
		this.summary.setText("in this view: " + this.products + ", in this session: " + orders() + " orders");
	}

	private static int orders() {
		Integer orders = VaadinSession.getCurrent().getAttribute(Integer.class);
		return (orders != null) ? orders : 0;
	}

}
