package io.github.redissession.expiry;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.redissession.spi.ExpiryTerms;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limits of the standard, and which values are looser.
 */
class ExpiryPresetTests {

	@Test
	void theLimitsAreThoseOfTheStandard() {
		assertThat(ExpiryPreset.AAL1.idleTimeout()).isEqualTo(ExpiryTerms.NEVER);
		assertThat(ExpiryPreset.AAL1.maxLifetime()).isEqualTo(Duration.ofDays(30));
		assertThat(ExpiryPreset.AAL2.idleTimeout()).isEqualTo(Duration.ofHours(1));
		assertThat(ExpiryPreset.AAL2.maxLifetime()).isEqualTo(Duration.ofHours(24));
		assertThat(ExpiryPreset.AAL3.idleTimeout()).isEqualTo(Duration.ofMinutes(15));
		assertThat(ExpiryPreset.AAL3.maxLifetime()).isEqualTo(Duration.ofHours(12));
	}

	@Test
	void onlyTheHighestLevelBinds() {
		assertThat(ExpiryPreset.values()).filteredOn(ExpiryPreset::isBinding).containsExactly(ExpiryPreset.AAL3);
	}

	@ParameterizedTest
	@CsvSource({ "PT16M, PT15M, true", "PT15M, PT15M, false", "PT1M, PT15M, false", "PT0S, PT15M, true",
			"PT-1S, PT15M, true", "PT0S, PT0S, false", "PT1M, PT0S, false", "PT-1S, PT-1S, false",
			"PT15M0.000000001S, PT15M, true" })
	void noLimitIsLooserThanAnyAndNothingIsLooserThanNone(Duration limit, Duration bound, boolean looser) {
		assertThat(ExpiryPreset.isLooser(limit, bound)).isEqualTo(looser);
	}

}
