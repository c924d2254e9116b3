package io.github.redissession.actuate;

/**
 * A policy that applies to all sessions, and where it comes from.
 *
 * @param name the policy
 * @param value its value
 * @param source the property or bean that the value comes from, or {@code default}
 */
public record EffectivePolicy(String name, String value, String source) {

	/** The idle timeout of a session whose user is logged in. */
	public static final String IDLE_TIMEOUT = "idle-timeout";

	/** The idle timeout of any other session. */
	public static final String ANONYMOUS_IDLE_TIMEOUT = "anonymous-idle-timeout";

	/** The time after which a session ends however much it is used. */
	public static final String MAX_LIFETIME = "max-lifetime";

}
