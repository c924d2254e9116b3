package com.example.shop;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.SessionSummary;

/**
 * A session as the operations page shows it.
 *
 * @param session the summary that the library provides
 * @param device a readable name of the device
 * @param own whether it is the administrator's own session
 */
record SessionRow(SessionSummary session, String device, boolean own) {

	/** Public for the templates. */
	public String user() {
		return (this.session.principal() != null) ? this.session.principal() : "visitor";
	}

	/** Public for the templates. */
	public String values(String name) {
		return String.join(", ", this.session.values().getOrDefault(name, List.of()));
	}

	/**
	 * Public for the templates. Returns the total price of the products, or "" if there
	 * are none.
	 */
	public String total() {
		String total = values("total");
		return total.isEmpty() ? "" : "$" + new BigDecimal(total).setScale(2);
	}

	/** Public for the templates. */
	public String time(@Nullable Instant time) {
		return Times.minutes(time);
	}

}
