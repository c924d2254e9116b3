package io.github.redissession.actuate;

import org.junit.jupiter.api.Test;

import io.github.redissession.query.SignOutOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The options of a sign-out by a query.
 */
class SessionQueryEndpointTests {

	@Test
	void noMoreAreEndedThanWereConfirmed() {
		assertThat(SessionQueryEndpoint.options(7)).isEqualTo(SignOutOptions.atMost(7).ifTotalIs(7));
		assertThat(SessionQueryEndpoint.options(0).dryRun()).isTrue();
	}

}
