package com.example.hibernate;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * A shop whose users are entities: they are in the security context, and as an attribute.
 */
@SpringBootApplication
public class Hibernate {

	@Bean
	UserDetailsService users(Accounts accounts) {
		if (!accounts.existsById("alice")) {
			accounts.save(new Account("alice", "{noop}alice-password", new Company("Acme", "Paris")));
		}
		return (name) -> accounts.findById(name).orElseThrow(() -> new UsernameNotFoundException(name));
	}

	private static Browser login(Run run) throws Exception {
		return run.browser()
			.get("/login")
			.post("/login", Run.form("username", "alice", "password", "alice-password"));
	}

	public static void main(String[] args) throws Exception {
		Run run = Run.alternating("hibernate")
			.start(Hibernate.class, "--spring.datasource.url=jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1",
					"--spring.jpa.hibernate.ddl-auto=update", "--spring.jpa.open-in-view=false");
		run.flow("login with an entity", () -> {
			Browser browser = login(run);
			for (int i = 0; i < 4; i++) {
				browser.get("/").shows("alice [ROLE_USER] {language=fr}");
			}
		});
		run.flow("an entity with loaded collections", () -> {
			Browser browser = login(run).get("/keep?whole=true").shows("kept");
			for (int i = 0; i < 3; i++) {
				browser.get("/kept").shows("{language=fr} [apples] Paris");
			}
		});
		run.flow("an entity with unloaded collections", () -> {
			Browser browser = login(run).get("/keep?whole=false").shows("kept");
			for (int i = 0; i < 3; i++) {
				browser.get("/unloaded").shows("{language=fr} no purchases null");
			}
		});
		run.end();
	}

}
