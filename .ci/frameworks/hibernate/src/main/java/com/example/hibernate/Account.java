package com.example.hibernate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;

import org.springframework.security.core.CredentialsContainer;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * An entity that is its own principal, as many applications have it: some of its
 * collections are loaded with it, others when they are asked for.
 */
@Entity
public class Account implements UserDetails, CredentialsContainer {

	private static final long serialVersionUID = 1L;

	@Id
	private String name;

	private String secret;

	@ElementCollection(fetch = FetchType.EAGER)
	private Set<String> roles = new HashSet<>();

	@ElementCollection(fetch = FetchType.EAGER)
	private Map<String, String> settings = new HashMap<>();

	@OneToMany(fetch = FetchType.LAZY, cascade = CascadeType.ALL)
	private List<Purchase> purchases = new ArrayList<>();

	@ManyToOne(fetch = FetchType.LAZY, cascade = CascadeType.ALL)
	private Company company;

	protected Account() {
	}

	Account(String name, String secret, Company company) {
		this.name = name;
		this.secret = secret;
		this.company = company;
		this.roles.add("ROLE_USER");
		this.settings.put("language", "fr");
		this.purchases.add(new Purchase("apples"));
	}

	@Override
	public Collection<? extends GrantedAuthority> getAuthorities() {
		return this.roles.stream().map(SimpleGrantedAuthority::new).toList();
	}

	@Override
	public String getUsername() {
		return this.name;
	}

	@Override
	public String getPassword() {
		return this.secret;
	}

	@Override
	public void eraseCredentials() {
		this.secret = null;
	}

	public Map<String, String> getSettings() {
		return this.settings;
	}

	public List<Purchase> getPurchases() {
		return this.purchases;
	}

	public Company getCompany() {
		return this.company;
	}

}
