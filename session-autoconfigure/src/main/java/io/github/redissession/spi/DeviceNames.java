package io.github.redissession.spi;

import org.jspecify.annotations.Nullable;

/**
 * Names devices for their users. A bean of this type replaces the default.
 */
@FunctionalInterface
public interface DeviceNames {

	/** The name of a device without a {@code User-Agent}. */
	String UNKNOWN = "Unknown device";

	/**
	 * Returns the name of a device.
	 * @param userAgent the {@code User-Agent} of the client, {@code null} if it sent
	 * none; clients can send anything
	 * @return a readable name, never empty
	 */
	String name(@Nullable String userAgent);

	/**
	 * Returns names that are the {@code User-Agent} itself.
	 * @return the fallback if no better names are available
	 */
	static DeviceNames plain() {
		return (userAgent) -> (userAgent != null && !userAgent.isBlank()) ? userAgent : UNKNOWN;
	}

}
