package io.github.redissession.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import org.hibernate.annotations.SortNatural;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * Entities as an application with a database has them.
 */
final class Accounts {

	private Accounts() {
	}

	/**
	 * A user who is an entity.
	 */
	@Entity
	static class Account implements UserDetails {

		private static final long serialVersionUID = 1L;

		@Id
		Long id = 0L;

		String username = "";

		@ManyToMany(fetch = FetchType.EAGER)
		List<Role> roles = new ArrayList<>();

		@ElementCollection
		Set<String> tags = new HashSet<>();

		@ElementCollection(fetch = FetchType.EAGER)
		Map<String, Integer> limits = new HashMap<>();

		@ElementCollection(fetch = FetchType.EAGER)
		@SortNatural
		SortedSet<String> groups = new TreeSet<>();

		@ElementCollection
		List<String> notes = new ArrayList<>();

		@ManyToOne(fetch = FetchType.LAZY)
		@Nullable Dept dept;

		@ManyToOne(fetch = FetchType.LAZY)
		@Nullable Dept loaded;

		@Override
		public Collection<? extends GrantedAuthority> getAuthorities() {
			return this.roles.stream().map((role) -> new SimpleGrantedAuthority(role.name)).toList();
		}

		@Override
		public String getPassword() {
			return "";
		}

		@Override
		public String getUsername() {
			return this.username;
		}

	}

	/**
	 * A role of a user.
	 */
	@Entity
	static class Role implements Serializable {

		private static final long serialVersionUID = 1L;

		@Id
		String name = "";

	}

	/**
	 * A department, which is loaded when it is needed.
	 */
	@Entity
	static class Dept implements Serializable {

		private static final long serialVersionUID = 1L;

		@Id
		Long id = 0L;

		String name = "";

		String getName() {
			return this.name;
		}

	}

}
