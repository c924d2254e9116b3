package io.github.redissession.chaos;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.CommandLineRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.redissession.core.SessionSettings;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.testing.SessionTestApplication;

/**
 * A node of the application in a JVM of its own, which ends with the JVM that started it.
 */
public final class NodeMain {

	private static final AtomicLong CLOCK_STEP = new AtomicLong();

	private NodeMain() {
	}

	/**
	 * Starts a node, and prints its port.
	 * @param properties properties of the application
	 */
	public static void main(String[] properties) throws IOException {
		ConfigurableApplicationContext context = SessionTestApplication.start(new String[0],
				with(properties, "spring.main.sources=" + Extras.class.getName()));
		System.out.println("PORT " + SessionTestApplication.uri(context, "/").getPort());
		while (System.in.read() >= 0) {
			Thread.onSpinWait();
		}
		Runtime.getRuntime().halt(0);
	}

	private static String[] with(String[] properties, String further) {
		String[] all = Arrays.copyOf(properties, properties.length + 1);
		all[properties.length] = further;
		return all;
	}

	/**
	 * Replaces the clock of a record.
	 */
	private static Object stepping(Object settings) throws ReflectiveOperationException {
		RecordComponent[] components = settings.getClass().getRecordComponents();
		Object[] values = new Object[components.length];
		for (int i = 0; i < values.length; i++) {
			components[i].getAccessor().setAccessible(true);
			values[i] = (components[i].getType() == InstantSource.class)
					? (InstantSource) () -> Instant.now().plusMillis(CLOCK_STEP.get())
					: components[i].getAccessor().invoke(settings);
		}
		Constructor<?> constructor = settings.getClass()
			.getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
		constructor.setAccessible(true);
		return constructor.newInstance(values);
	}

	/** Users, and a clock that can be set. */
	@Configuration(proxyBeanMethods = false)
	@RestController
	static class Extras {

		@Bean
		CommandLineRunner manyUsers(InMemoryUserDetailsManager users) {
			return (arguments) -> {
				for (int i = 0; i < ChaosUser.MAX; i++) {
					users.createUser(User.withUsername("user" + i).password("{noop}password").roles("USER").build());
				}
			};
		}

		@Bean
		static BeanPostProcessor clock() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					try {
						return (bean instanceof RedisSettings || bean instanceof SessionSettings) ? stepping(bean)
								: bean;
					}
					catch (ReflectiveOperationException ex) {
						throw new IllegalStateException(ex);
					}
				}

			};
		}

		@GetMapping("/clock")
		String step(@RequestParam long seconds) {
			CLOCK_STEP.set(Duration.ofSeconds(seconds).toMillis());
			return "stepped";
		}

	}

}
