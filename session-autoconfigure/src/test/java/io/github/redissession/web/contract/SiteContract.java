package io.github.redissession.web.contract;

/**
 * A part of the contract, which needs a site to be asked of.
 */
interface SiteContract {

	Site site();

	/** Somebody without a cookie. */
	default Visitor stranger() {
		return new Visitor(site());
	}

	/** Somebody with a session that holds a cart of apples. */
	default Visitor customer() {
		Visitor visitor = stranger();
		visitor.visit((exchange) -> exchange.session().setAttribute("cart", "apples"));
		site().recorder().heard().clear();
		return visitor;
	}

	/** What is in the cart, or that there is no session. */
	default String cart(Visitor visitor) {
		return visitor
			.visit((exchange) -> exchange
				.say((exchange.existing() != null) ? exchange.session().getAttribute("cart") : "no session"))
			.only();
	}

	/** What a handler says in a request of a visitor. */
	default String said(Visitor visitor, Handler handler) {
		return visitor.visit(handler).only();
	}

	/** What the target is expected to answer where the answers differ. */
	default String answer(Deviation deviation) {
		return deviation.answer(site().target());
	}

}
