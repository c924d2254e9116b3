package com.example.hibernate;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/**
 * Reads accounts.
 */
interface Accounts extends JpaRepository<Account, String> {

	@Query("select a from Account a left join fetch a.purchases left join fetch a.company where a.name = ?1")
	Account findWhole(String name);

}
