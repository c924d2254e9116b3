package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

import io.github.redissession.codec.FormatChoice;
import io.github.redissession.codec.FormatRules;
import io.github.redissession.core.LocalMemory;
import io.github.redissession.spi.SessionObserver;

/**
 * Turns {@code redis-session.codec.formats} into rules, and keeps the attributes that are
 * not stored.
 */
@Configuration(proxyBeanMethods = false)
class FormatsConfiguration {

	/** What Spring puts into a session for this process only. */
	private static final Map<String, FormatChoice> FRAMEWORK = Map.of(
			"org.springframework.web.context.request.ServletRequestAttributes.DESTRUCTION_CALLBACK.**",
			FormatChoice.LOCAL, "org.springframework.web.util.WebUtils.MUTEX", FormatChoice.LOCAL);

	private static final Pattern PLAIN_KEY = Pattern.compile("(?i)redis[-_]?session\\.codec\\.formats\\.(?<key>.+)",
			Pattern.DOTALL);

	/**
	 * Refuses patterns that lose characters: of a key without brackets, Spring Boot keeps
	 * only letters, digits, hyphens, underscores and dots.
	 */
	@Bean
	FormatRules sessionFormatRules(RedisSessionProperties properties, ConfigurableEnvironment environment) {
		for (PropertySource<?> source : environment.getPropertySources()) {
			String[] names = (source instanceof EnumerablePropertySource<?> known) ? known.getPropertyNames()
					: new String[0];
			Stream.of(names).forEach(FormatsConfiguration::check);
		}
		try {
			Map<String, FormatChoice> choices = new LinkedHashMap<>(FRAMEWORK);
			choices.putAll(properties.codec().formats());
			return new FormatRules(choices);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(String.valueOf(ex.getMessage()),
					"Correct the keys of '%s', which are names of attributes or classes and may contain * and **."
						.formatted(FormatRules.PROPERTY));
		}
	}

	private static void check(String property) {
		Matcher matcher = PLAIN_KEY.matcher(property);
		if (matcher.matches() && !matcher.group("key").matches("[\\w.-]*")) {
			throw invalid("the key %s would lose characters".formatted(matcher.group("key")),
					"Put the key in brackets, and in YAML also in quotes: \"[%s]\"".formatted(matcher.group("key")));
		}
	}

	private static RedisSessionStartupException invalid(String problem, String action) {
		return new RedisSessionStartupException(
				"The property %s cannot be used: %s".formatted(FormatRules.PROPERTY, problem), action);
	}

	@Bean
	LocalMemory sessionLocalMemory() {
		return new LocalMemory(InstantSource.system());
	}

	/**
	 * Drops the attributes of sessions that have expired, even if no request comes.
	 */
	@Bean
	SessionObserver sessionLocalMemoryPurge(LocalMemory local) {
		return new SessionObserver() {

			@Override
			public void sweepEnded(Duration lag) {
				local.purge();
			}

		};
	}

}
