package com.example.shop;

import org.jspecify.annotations.Nullable;

/**
 * What the header of every page says about its visitor.
 *
 * @param name the user's name, or null if no user is logged in
 * @param tenant the user's tenant, or null if no user has logged in within this session
 * @param admin whether the user is an administrator
 * @param items the number of units in the cart
 */
record Visitor(@Nullable String name, @Nullable String tenant, boolean admin, int items) {

	/**
	 * Public for the templates. Returns whether the login has ended but the session has
	 * not, because the checkout requires a recently used login.
	 */
	public boolean loggedInBefore() {
		return this.name == null && this.tenant != null;
	}

}
