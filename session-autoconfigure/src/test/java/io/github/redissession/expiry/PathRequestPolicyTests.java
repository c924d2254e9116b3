package io.github.redissession.expiry;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.util.pattern.PatternParseException;

import io.github.redissession.expiry.PathRequestPolicy.Paths;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.RequestPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which paths a pattern matches, whatever their spelling.
 */
class PathRequestPolicyTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@ParameterizedTest
	@ValueSource(strings = { "/account", "/account/", "/account/password", "/account/a/b/c", "/%61ccount/password",
			"/acc%6Funt", "/account;v=1/password", "/account;jsessionid=x", "/account//password",
			"/account/%2e%2e/public", "/account/%2Fetc" })
	void aPathBelowThePatternIsSensitiveHoweverItIsEncoded(String path) {
		assertThat(sensitive("/account/**").sensitiveIdleTimeout(path)).isEqualTo(MINUTE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "/accounts", "/accoun", "/Account", "/public/account", "/account%2Fpassword" })
	void anotherPathIsNot(String path) {
		assertThat(sensitive("/account/**").sensitiveIdleTimeout(path)).isEqualTo(ExpiryTerms.NEVER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/orders/1/pay", "/orders/%31/pay" })
	void aPatternMayNameAVariable(String path) {
		assertThat(sensitive("/orders/{id}/pay").sensitiveIdleTimeout(path)).isEqualTo(MINUTE);
		assertThat(sensitive("/orders/{id:[0-9]+}/pay").sensitiveIdleTimeout(path)).isEqualTo(MINUTE);
		assertThat(sensitive("/orders/*/refund").sensitiveIdleTimeout(path)).isEqualTo(ExpiryTerms.NEVER);
	}

	@Test
	void aPatternWithoutASlashAtItsBeginningGetsOne() {
		assertThat(sensitive("account/**").sensitiveIdleTimeout("/account/password")).isEqualTo(MINUTE);
	}

	@Test
	void anyOfSeveralPatternsWillDo() {
		RequestPolicy policy = sensitive("/account/**", "/admin/**");
		assertThat(policy.sensitiveIdleTimeout("/account")).isEqualTo(MINUTE);
		assertThat(policy.sensitiveIdleTimeout("/admin/users")).isEqualTo(MINUTE);
		assertThat(policy.sensitiveIdleTimeout("/")).isEqualTo(ExpiryTerms.NEVER);
	}

	@Test
	void theShortestOfSeveralLimitsCounts() {
		RequestPolicy policy = new PathRequestPolicy(List.of(), List.of(limit("/**", Duration.ofHours(1)),
				limit("/account/**", MINUTE), limit("/account/profile", Duration.ofMinutes(10))), List.of());
		assertThat(policy.sensitiveIdleTimeout("/account/profile")).isEqualTo(MINUTE);
		assertThat(policy.sensitiveIdleTimeout("/public")).isEqualTo(Duration.ofHours(1));
	}

	@Test
	void aPassivePathIsNotSensitiveAndASensitiveOneNotPassive() {
		RequestPolicy policy = new PathRequestPolicy(PathRequestPolicy.parse(List.of("/poll/**")),
				List.of(limit("/account/**", MINUTE)), List.of());
		assertThat(policy.isPassive("/poll/news")).isTrue();
		assertThat(policy.sensitiveIdleTimeout("/poll/news")).isEqualTo(ExpiryTerms.NEVER);
		assertThat(policy.isPassive("/account/password")).isFalse();
	}

	@Test
	void theFirstOfSeveralOutageModesCounts() {
		RequestPolicy policy = new PathRequestPolicy(List.of(), List.of(),
				List.of(outage("/checkout/help", OutageMode.ANONYMOUS), outage("/checkout/**", OutageMode.REJECT)));
		assertThat(policy.outageMode("/checkout/help")).isEqualTo(OutageMode.ANONYMOUS);
		assertThat(policy.outageMode("/checkout/pay")).isEqualTo(OutageMode.REJECT);
		assertThat(policy.outageMode("/")).isNull();
	}

	private static Paths<OutageMode> outage(String pattern, OutageMode mode) {
		return new Paths<>(PathRequestPolicy.parse(List.of(pattern)), mode);
	}

	@Test
	void withoutPatternsNoRequestIsSpecial() {
		RequestPolicy policy = new PathRequestPolicy(List.of(), List.of(), List.of());
		assertThat(policy.isPassive("/")).isFalse();
		assertThat(policy.sensitiveIdleTimeout("/")).isEqualTo(ExpiryTerms.NEVER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "//", "/\u0000", "/a%00b", "/;;;", "x" })
	void anOddPathIsAskedAboutWithoutAnException(String path) {
		RequestPolicy policy = new PathRequestPolicy(PathRequestPolicy.parse(List.of("/poll/**")),
				List.of(limit("/account/**", MINUTE)), List.of());
		assertThat(policy.isPassive(path)).isFalse();
		assertThat(policy.sensitiveIdleTimeout(path)).isEqualTo(ExpiryTerms.NEVER);
	}

	@Test
	void aPatternThatIsNoneIsRefused() {
		assertThatExceptionOfType(PatternParseException.class)
			.isThrownBy(() -> PathRequestPolicy.parse(List.of("/a/{b")));
	}

	private static PathRequestPolicy sensitive(String... patterns) {
		return new PathRequestPolicy(List.of(),
				List.of(new Paths<>(PathRequestPolicy.parse(List.of(patterns)), MINUTE)), List.of());
	}

	private static Paths<Duration> limit(String pattern, Duration idleTimeout) {
		return new Paths<>(PathRequestPolicy.parse(List.of(pattern)), idleTimeout);
	}

}
