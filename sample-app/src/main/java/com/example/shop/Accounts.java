package com.example.shop;

import java.util.List;

import org.springframework.stereotype.Component;

/**
 * The demo users; every password is {@code password}.
 */
@Component
final class Accounts {

	/** The session attribute that names the tenant of the user who has logged in. */
	static final String TENANT = "tenant";

	private static final List<Account> ALL = List.of(new Account("alice", "north", "USER"),
			new Account("bob", "south", "USER"), new Account("carol", "north", "ADMIN"));

	List<Account> all() {
		return ALL;
	}

	String tenantOf(String name) {
		return ALL.stream()
			.filter((account) -> account.name().equals(name))
			.map(Account::tenant)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No tenant is known for " + name));
	}

}
