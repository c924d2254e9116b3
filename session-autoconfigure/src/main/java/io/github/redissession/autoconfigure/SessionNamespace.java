package io.github.redissession.autoconfigure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The prefix of every key, and the application that uses it.
 *
 * @param value the prefix, without the colon that follows it
 * @param application the name of the application, {@code null} if it has none
 */
record SessionNamespace(String value, @Nullable String application) {

	/** The namespace of an application without a name. */
	static final String DEFAULT = "session";

	/**
	 * Returns the configured namespace. The default contains the name of the application,
	 * so that applications which share a Redis do not share sessions.
	 */
	static SessionNamespace of(RedisSessionProperties properties, Environment environment) {
		String name = environment.getProperty("spring.application.name");
		String application = StringUtils.hasText(name) ? name : null;
		String configured = properties.namespace();
		if (configured == null) {
			return new SessionNamespace((application != null) ? DEFAULT + "-" + encode(application) : DEFAULT,
					application);
		}
		if (configured.isBlank() || configured.codePoints().anyMatch(SessionNamespace::isInvisible)) {
			throw new RedisSessionStartupException(
					"The property redis-session.namespace "
							+ (configured.isBlank() ? "is empty" : "contains an invisible character"),
					"Set 'redis-session.namespace' to a name that no other application uses, or remove it: the default "
							+ "is 'session-' and the value of 'spring.application.name'.");
		}
		return new SessionNamespace(configured, application);
	}

	/**
	 * Encodes as in a URL what has a meaning in keys, in patterns of keys or in a
	 * cluster, and what is not ASCII. Different names stay different.
	 */
	private static String encode(String name) {
		return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
	}

	private static boolean isInvisible(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				true;
			default -> false;
		};
	}

}
