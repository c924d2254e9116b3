package io.github.redissession;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The device from which a user logs in.
 *
 * @param address the client's network address, {@code null} if unknown
 * @param userAgent the client's {@code User-Agent}, cut to 256 characters; {@code null}
 * if it sends none
 */
public record Device(@Nullable String address, @Nullable String userAgent) {

	/** A device of which nothing is known. */
	public static final Device UNKNOWN = new Device(null, null);

	private static final String ADDRESS = "device.ip";

	private static final String USER_AGENT = "device.agent";

	private static final int LONGEST_USER_AGENT = 256;

	public Device {
		userAgent = (userAgent != null && userAgent.length() > LONGEST_USER_AGENT)
				? userAgent.substring(0, LONGEST_USER_AGENT) : userAgent;
	}

	/**
	 * Returns the device from which the user of a session has logged in.
	 * @param details the details of the session
	 * @return the device
	 */
	public static Device of(Map<String, String> details) {
		return new Device(details.get(ADDRESS), details.get(USER_AGENT));
	}

	/**
	 * Returns the details of a session on this device.
	 * @return values by name, {@code null} for unknown ones
	 */
	public Map<String, @Nullable String> details() {
		Map<String, @Nullable String> details = new HashMap<>();
		details.put(ADDRESS, this.address);
		details.put(USER_AGENT, this.userAgent);
		return details;
	}

}
