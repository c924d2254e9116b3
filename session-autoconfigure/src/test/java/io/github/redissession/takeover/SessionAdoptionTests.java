package io.github.redissession.takeover;

import org.junit.jupiter.api.Test;

import io.github.redissession.redis.RedisSettings;

import static org.assertj.core.api.Assertions.assertThat;

class SessionAdoptionTests {

	@Test
	void aSessionBeginsBeforeTheMarkOfItsChangeOfIdIsGone() {
		assertThat(SessionAdoption.WINDOW.multipliedBy(2)).isLessThanOrEqualTo(RedisSettings.MARK);
	}

}
