package io.github.redissession.user;

import java.util.Locale;
import java.util.Set;

import nl.basjes.parse.useragent.UserAgent;
import nl.basjes.parse.useragent.UserAgentAnalyzer;
import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.DeviceNames;

/**
 * Names devices with Yauaa, as "Firefox on Linux". Loading its rules takes a second or
 * two, so it happens in the background; a caller that needs a name earlier waits.
 */
public final class YauaaDeviceNames implements DeviceNames {

	private static final Set<String> NOTHING = Set.of("", "??", "unknown", "hacker", "cloud");

	private final UserAgentAnalyzer analyzer = UserAgentAnalyzer.newBuilder()
		.withFields(UserAgent.AGENT_NAME, UserAgent.OPERATING_SYSTEM_NAME)
		.hideMatcherLoadStats()
		.delayInitialization()
		.withCache(1000)
		.build();

	/**
	 * Starts to load the rules.
	 */
	public YauaaDeviceNames() {
		Thread loader = new Thread(this.analyzer::initializeMatchers, "session-device-names");
		loader.setDaemon(true);
		loader.start();
	}

	@Override
	public String name(@Nullable String userAgent) {
		if (userAgent == null || userAgent.isBlank()) {
			return UNKNOWN;
		}
		UserAgent parsed = this.analyzer.parse(userAgent);
		String browser = parsed.getValue(UserAgent.AGENT_NAME);
		String system = parsed.getValue(UserAgent.OPERATING_SYSTEM_NAME);
		if (isNothing(browser)) {
			return isNothing(system) ? UNKNOWN : system;
		}
		return isNothing(system) ? browser : browser + " on " + system;
	}

	private static boolean isNothing(@Nullable String name) {
		return name == null || NOTHING.contains(name.toLowerCase(Locale.ROOT));
	}

}
