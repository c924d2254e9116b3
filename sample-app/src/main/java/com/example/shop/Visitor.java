package com.example.shop;

import org.jspecify.annotations.Nullable;

/**
 * What the header of every page says about whoever looks at it.
 *
 * @param name the user's name, or null if nobody is logged in
 * @param tenant the user's tenant, or null if nobody has ever been
 * @param admin whether the user runs the shop
 * @param items how many units are in the cart
 */
record Visitor(@Nullable String name, @Nullable String tenant, boolean admin, int items) {

	/**
	 * Public for the templates: the login has ended and the session has not, since the
	 * checkout wants a login that was used lately.
	 */
	public boolean loggedInBefore() {
		return this.name == null && this.tenant != null;
	}

}
