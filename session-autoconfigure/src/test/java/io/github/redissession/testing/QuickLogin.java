package io.github.redissession.testing;

import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.password.AbstractValidatingPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

import io.github.redissession.spi.DeviceNames;

/**
 * Makes logins cheap: passwords are not hashed, and the rules for the names of devices
 * are loaded only for a test that sets {@value #DEVICE_NAMES}.
 */
@Configuration(proxyBeanMethods = false)
public class QuickLogin {

	/** Names devices as an application does. */
	public static final String DEVICE_NAMES = "test.device-names";

	@Bean
	PasswordEncoder passwordEncoder() {
		return new DelegatingPasswordEncoder("noop", Map.of("noop", new Plain()));
	}

	@Bean
	@ConditionalOnProperty(name = DEVICE_NAMES, havingValue = "false", matchIfMissing = true)
	DeviceNames plainDeviceNames() {
		return DeviceNames.plain();
	}

	/**
	 * Stores a password in clear text.
	 */
	private static final class Plain extends AbstractValidatingPasswordEncoder {

		@Override
		protected String encodeNonNullPassword(String password) {
			return password;
		}

		@Override
		protected boolean matchesNonNull(String password, String encoded) {
			return password.equals(encoded);
		}

	}

}
