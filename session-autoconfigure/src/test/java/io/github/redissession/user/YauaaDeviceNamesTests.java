package io.github.redissession.user;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.redissession.spi.DeviceNames;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names that people can read.
 */
class YauaaDeviceNamesTests {

	private static final DeviceNames names = new YauaaDeviceNames();

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					Firefox on Linux | Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
					Chrome on Windows NT | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
					Safari on iOS | Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1
					Curl | curl/8.5.0
					""")
	void aDeviceHasAReadableName(String name, String userAgent) {
		assertThat(names.name(userAgent)).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "   ", "\0", "<script>alert(1)</script>", "' or 1=1 --", "%n%s{{x}}" })
	void nonsenseHasANameToo(String userAgent) {
		assertThat(names.name(userAgent)).isNotBlank();
	}

	@Test
	void aDeviceThatSaysNothingIsUnknown() {
		assertThat(names.name(null)).isEqualTo("Unknown device");
		assertThat(DeviceNames.plain().name(null)).isEqualTo("Unknown device");
		assertThat(DeviceNames.plain().name("Robot")).isEqualTo("Robot");
	}

}
