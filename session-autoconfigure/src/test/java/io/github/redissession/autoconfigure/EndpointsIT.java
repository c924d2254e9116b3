package io.github.redissession.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

@ExtendWith(RedisServer.Shared.class)
class EndpointsIT {

	@Test
	void look() throws Exception {
		try (ConfigurableApplicationContext app = SessionTestApplication
			.start(RedisServer.shared().springProperties())) {
			Browser browser = new Browser();
			browser.post(SessionTestApplication.uri(app, "/login"),
					java.util.Map.of("username", "alice", "password", "password"));
			String id = browser.get(SessionTestApplication.uri(app, "/id")).body();
			for (String path : new String[] { "", "/checks", "/sizing?sessions=1000", "/" + id, "/nonsense" }) {
				var response = browser.get(SessionTestApplication.uri(app, "/actuator/sessionstore" + path));
				System.out.println("### " + path + " " + response.statusCode() + " " + response.body());
			}
			System.out.println(browser.get(SessionTestApplication.uri(app, "/actuator/usersessions/alice")).body());
			System.out.println(browser.get(SessionTestApplication.uri(app, "/actuator/health")).body());
			System.out.println(browser.get(SessionTestApplication.uri(app, "/actuator/health/readiness")).body());
			browser.get(SessionTestApplication.uri(app, "/actuator/prometheus"))
				.body()
				.lines()
				.filter(l -> l.contains("redis_session"))
				.forEach(System.out::println);
		}
	}

}
