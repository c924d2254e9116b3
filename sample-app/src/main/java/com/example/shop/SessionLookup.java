package com.example.shop;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import io.github.redissession.query.SessionQuery;

/**
 * An administrator's search criteria; empty ones are ignored.
 *
 * @param tenant a tenant
 * @param sku a product in the cart
 * @param user a user's name
 */
record SessionLookup(@Nullable String tenant, @Nullable String sku, @Nullable String user) {

	SessionQuery query() {
		SessionQuery query = SessionQuery.all();
		if (StringUtils.hasText(this.tenant)) {
			query = query.and(SessionQuery.where("tenant").is(this.tenant));
		}
		if (StringUtils.hasText(this.sku)) {
			query = query.and(SessionQuery.where("sku").is(this.sku));
		}
		if (StringUtils.hasText(this.user)) {
			query = query.and(SessionQuery.principal(this.user));
		}
		return query;
	}

	/** Public for the templates. */
	public boolean empty() {
		return !StringUtils.hasText(this.tenant) && !StringUtils.hasText(this.sku) && !StringUtils.hasText(this.user);
	}

}
