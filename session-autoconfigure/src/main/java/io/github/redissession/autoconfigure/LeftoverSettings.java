package io.github.redissession.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.session.config.ReactiveSessionRepositoryCustomizer;
import org.springframework.session.config.SessionRepositoryCustomizer;

import io.github.redissession.autoconfigure.RedisSessionProperties.Takeover;
import io.github.redissession.takeover.TakeoverMode;

/**
 * Settings of Spring Session Data Redis that an application has kept although they have
 * no effect any more. Each is logged at startup with what takes its place.
 */
final class LeftoverSettings implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(LeftoverSettings.class);

	/** Of Spring Boot 3 and later, and of Spring Boot 2. */
	private static final List<String> PREFIXES = List.of("spring.session.data.redis.", "spring.session.redis.");

	private static final String NAMESPACE = "namespace";

	private static final String REMOVE = "Remove it: ";

	private static final Map<String, String> SUCCESSORS = successors();

	private final Environment environment;

	private final ListableBeanFactory beans;

	private final TakeoverMode takeover;

	LeftoverSettings(Environment environment, ListableBeanFactory beans, TakeoverMode takeover) {
		this.environment = environment;
		this.beans = beans;
		this.takeover = takeover;
	}

	private static Map<String, String> successors() {
		Map<String, String> successors = new LinkedHashMap<>();
		successors.put(NAMESPACE,
				"Keep it only for a takeover, which reads the old sessions from there unless redis-session.takeover.namespace "
						+ "is set; the sessions of this store are in redis-session.namespace, which must differ");
		String unnecessary = REMOVE
				+ "changes, including those made in place, are saved just before the response is sent";
		successors.put("repository-type", REMOVE + "users, devices and events are always available");
		successors.put("flush-mode", unnecessary);
		successors.put("save-mode", unnecessary);
		successors.put("cleanup-cron", "Set redis-session.events.sweep-interval instead");
		successors.put("configure-action", REMOVE + "keyspace notifications are not needed");
		return successors;
	}

	/**
	 * Returns the prefix of the keys of Spring Session: as configured for the takeover,
	 * or else where Spring Session itself looked for it.
	 */
	static String namespace(Takeover takeover, Environment environment) {
		if (value(environment, TakeoverConfiguration.PREFIX + NAMESPACE) == null) {
			for (String prefix : PREFIXES) {
				String configured = value(environment, prefix + NAMESPACE);
				if (configured != null) {
					return configured;
				}
			}
		}
		return takeover.namespace();
	}

	@Override
	public void afterSingletonsInstantiated() {
		find().forEach((found) -> logger
			.warn("%s has no effect on the session store. %s".formatted(found.name(), found.advice())));
	}

	private List<Leftover> find() {
		List<Leftover> found = new ArrayList<>();
		for (String prefix : PREFIXES) {
			SUCCESSORS.forEach((name, advice) -> {
				boolean isRead = name.equals(NAMESPACE) && this.takeover != TakeoverMode.OFF;
				if (!isRead && value(this.environment, prefix + name) != null) {
					found.add(new Leftover(prefix + name, advice));
				}
			});
		}
		if (value(this.environment, "spring.session.store-type") != null) {
			found.add(new Leftover("spring.session.store-type", REMOVE + "the starter on the class path decides"));
		}
		if (this.takeover == TakeoverMode.OFF && this.beans.containsBean(TakeoverConfiguration.SERIALIZER)) {
			found.add(new Leftover("The bean " + TakeoverConfiguration.SERIALIZER,
					"Set redis-session.codec.format instead, or redis-session.takeover.mode to take over the sessions that it has written"));
		}
		for (Class<?> customizer : Set.of(SessionRepositoryCustomizer.class,
				ReactiveSessionRepositoryCustomizer.class)) {
			for (String name : this.beans.getBeanNamesForType(customizer, true, false)) {
				found.add(new Leftover("The bean " + name,
						"Set properties of redis-session instead of a %s".formatted(customizer.getSimpleName())));
			}
		}
		return found;
	}

	private static @Nullable String value(Environment environment, String name) {
		return Binder.get(environment).bind(name, Bindable.of(String.class)).orElse(null);
	}

	/**
	 * A setting without effect.
	 *
	 * @param name its name, as the subject of a sentence
	 * @param advice what to do
	 */
	private record Leftover(String name, String advice) {

	}

}
