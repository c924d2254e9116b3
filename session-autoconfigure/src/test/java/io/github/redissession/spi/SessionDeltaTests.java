package io.github.redissession.spi;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What several changes are together.
 */
class SessionDeltaTests {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	@Test
	void theStoreAloneSaysWhenASessionBeganThatItDoesNotHave() {
		SessionDelta both = SessionDelta.create("id", TERMS, Duration.ofSeconds(3))
			.build()
			.then(SessionDelta.update("id", TERMS).created(Instant.EPOCH).build());
		assertThat(both.times().created()).isNull();
		assertThat(both.times().age()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void whatIsKnownOfTheBeginningIsKept() {
		SessionDelta both = SessionDelta.update("id", TERMS)
			.build()
			.then(SessionDelta.update("id", TERMS).created(Instant.EPOCH).build());
		assertThat(both.times().created()).isEqualTo(Instant.EPOCH);
	}

}
