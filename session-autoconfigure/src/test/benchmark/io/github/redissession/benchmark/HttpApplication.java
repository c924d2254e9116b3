package io.github.redissession.benchmark;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpSession;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.redissession.autoconfigure.RedisSessionAutoConfiguration;

/**
 * A web application with one controller and a session store, in a process of its own. It
 * says its port and ends when its standard input does.
 */
public final class HttpApplication {

	private HttpApplication() {
	}

	/**
	 * Starts the application.
	 * @param args the name of a {@link Store}, then properties
	 */
	public static void main(String[] args) throws IOException {
		ConfigurableApplicationContext context = SpringApplication.run(Store.valueOf(args[0]).configuration,
				Arrays.copyOfRange(args, 1, args.length));
		System.out.println("port=" + context.getEnvironment().getProperty("local.server.port"));
		while (System.in.read() >= 0) {
			// Wait for the end.
		}
		System.exit(0);
	}

	/** Who keeps the sessions. */
	enum Store {

		/** Ours. */
		OURS("ours", Ours.class),

		/** Ours, with nothing that reads the session of a page that uses none. */
		OURS_UNREAD("ours, unread without use", Ours.class, "--redis-session.flash-cookie=true",
				"--spring.mvc.publish-request-handled-events=false"),

		/** Ours, with the near cache. */
		OURS_NEAR("ours, near cache", Ours.class, "--redis-session.near-cache.enabled=true"),

		/** Boot's module with Spring's default repository. */
		SPRING_DEFAULT("Spring default, JDK", Spring.class, "--spring.session.data.redis.repository-type=default"),

		/** Boot's module with Spring's indexed repository. */
		SPRING_INDEXED("Spring indexed, JDK", Spring.class, "--spring.session.data.redis.repository-type=indexed"),

		/** Spring Session without a store, in its memory. */
		SPRING_MEMORY("Spring Session, in memory", Memory.class),

		/** Tomcat itself, in its memory. */
		TOMCAT("Tomcat, in memory", Tomcat.class);

		final String label;

		final String[] arguments;

		private final Class<?> configuration;

		Store(String label, Class<?> configuration, String... arguments) {
			this.label = label;
			this.configuration = configuration;
			this.arguments = arguments;
		}

	}

	/** With our store. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import(Tomcat.class)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, DataRedisAutoConfiguration.class,
			RedisSessionAutoConfiguration.class, SessionAutoConfiguration.class })
	static class Ours {

	}

	/** With Spring's store. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import(Tomcat.class)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, DataRedisAutoConfiguration.class,
			SessionDataRedisAutoConfiguration.class, SessionAutoConfiguration.class })
	static class Spring {

	}

	/** With Spring Session and no store. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableSpringHttpSession
	@Import(Tomcat.class)
	static class Memory {

		@Bean
		MapSessionRepository sessionRepository() {
			return new MapSessionRepository(new ConcurrentHashMap<>());
		}

	}

	/** With no store. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import(Handlers.class)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
			HttpEncodingAutoConfiguration.class })
	static class Tomcat {

	}

	/** The controller. */
	@RestController
	static class Handlers {

		@GetMapping("/begin")
		String begin(HttpSession session, @RequestParam String user) {
			SampleSession.attributes().forEach(session::setAttribute);
			session.setAttribute(SampleSession.CONTEXT, SampleSession.context(user));
			return user;
		}

		@GetMapping("/read")
		String read(HttpSession session) {
			return String.valueOf(session.getAttribute(SampleSession.CHANGED));
		}

		@GetMapping("/change")
		String change(HttpSession session) {
			String page = SampleSession.page((int) System.nanoTime());
			session.setAttribute(SampleSession.CHANGED, page);
			return page;
		}

		@GetMapping("/none")
		String none() {
			return "no session";
		}

	}

}
