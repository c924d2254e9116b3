package io.github.redissession.spi;

import org.jspecify.annotations.Nullable;

/**
 * Gives a device a readable name. A bean of this type replaces the default.
 */
@FunctionalInterface
public interface DeviceNames {

	/** The name of a device that did not say what it is. */
	String UNKNOWN = "Unknown device";

	/**
	 * The name of a device.
	 * @param userAgent what it says it is, {@code null} if it says nothing; anybody may
	 * say anything
	 * @return a name for people, never empty
	 */
	String name(@Nullable String userAgent);

	/**
	 * Shows what the device says as it is.
	 * @return names for want of something better
	 */
	static DeviceNames plain() {
		return (userAgent) -> (userAgent != null && !userAgent.isBlank()) ? userAgent : UNKNOWN;
	}

}
