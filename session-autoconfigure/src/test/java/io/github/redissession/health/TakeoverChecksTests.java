package io.github.redissession.health;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.redissession.health.CheckResult.Severity;
import io.github.redissession.index.LegacyStore;

import static org.assertj.core.api.Assertions.assertThat;

class TakeoverChecksTests {

	private static final LocalDate TODAY = LocalDate.of(2027, 1, 31);

	@Test
	void aTakeoverGoesOnWhileThereAreSessions() {
		assertFound(null, new LegacyStore.Count(12, true), Severity.OK, "12 sessions of Spring Session are left");
		assertFound(TODAY, new LegacyStore.Count(12, false), Severity.OK, "at least 12 sessions");
		assertFound(TODAY, new LegacyStore.Count(0, false), Severity.OK, "at least 0 sessions");
	}

	@Test
	void itCanEndWhenNoneIsLeft() {
		assertFound(TODAY.plusDays(1), new LegacyStore.Count(0, true), Severity.INFO, "the takeover can end");
	}

	@Test
	void itIsLeftOverAfterItsLastDay() {
		assertFound(TODAY.minusDays(1), new LegacyStore.Count(12, true), Severity.WARNING, "was to end on 2027-01-30");
		assertFound(TODAY.minusDays(1), null, Severity.WARNING, "was to end on 2027-01-30");
	}

	@Test
	void whatMayNotBeCountedIsUnknown() {
		assertFound(null, null, Severity.UNKNOWN, "SCAN");
	}

	private static void assertFound(@Nullable LocalDate until, LegacyStore.@Nullable Count left, Severity severity,
			String finding) {
		CheckResult result = TakeoverChecks.takeover(new TakeoverFacts(TODAY, until, left));
		assertThat(result.id()).isEqualTo("takeover");
		assertThat(result.severity()).isEqualTo(severity);
		assertThat(result.finding()).contains(finding);
		if (severity == Severity.INFO || severity == Severity.WARNING) {
			assertThat(result.advice()).contains("redis-session.takeover.mode");
		}
	}

}
