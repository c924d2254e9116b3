package io.github.redissession.actuate;

/**
 * A rule that applies to all sessions, and where it comes from.
 *
 * @param name the rule
 * @param value what it says
 * @param source the property or bean that says so, or {@code default}
 */
public record EffectivePolicy(String name, String value, String source) {

	/** The idle timeout of a session with a user. */
	public static final String IDLE_TIMEOUT = "idle-timeout";

	/** The idle timeout of a session without. */
	public static final String ANONYMOUS_IDLE_TIMEOUT = "anonymous-idle-timeout";

	/** After what time a session ends however much it is used. */
	public static final String MAX_LIFETIME = "max-lifetime";

}
