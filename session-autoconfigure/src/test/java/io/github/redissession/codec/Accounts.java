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
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.SortNatural;
import org.hibernate.cfg.Configuration;
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
	 * Opens a database in memory with one account, of a loaded department and one that is
	 * not loaded.
	 */
	static SessionFactory open(String name) {
		SessionFactory created = new Configuration().addAnnotatedClass(Account.class)
			.addAnnotatedClass(Role.class)
			.addAnnotatedClass(Dept.class)
			.setProperty("hibernate.connection.url", "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1")
			.setProperty("hibernate.hbm2ddl.auto", "create-drop")
			.setProperty("hibernate.generate_statistics", "true")
			.buildSessionFactory();
		created.inTransaction((session) -> {
			Role role = new Role();
			role.name = "ADMIN";
			session.persist(role);
			Account account = new Account();
			account.id = 1L;
			account.username = "alice";
			account.roles.add(role);
			account.tags.add("secret-tag");
			account.limits.put("daily", 7);
			account.groups.addAll(List.of("b", "a"));
			account.notes.add("note");
			account.dept = dept(session, 5L, "Sales");
			account.loaded = dept(session, 6L, "Stock");
			session.persist(account);
		});
		return created;
	}

	private static Dept dept(Session session, Long id, String name) {
		Dept dept = new Dept();
		dept.id = id;
		dept.name = name;
		session.persist(dept);
		return dept;
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

		@Override
		public boolean equals(Object other) {
			return other instanceof Role role && role.name.equals(this.name);
		}

		@Override
		public int hashCode() {
			return this.name.hashCode();
		}

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

		@Override
		public boolean equals(Object other) {
			return other instanceof Dept dept && dept.id.equals(this.id);
		}

		@Override
		public int hashCode() {
			return this.id.hashCode();
		}

	}

}
