package io.github.redissession.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.redissession.Device;
import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the log says of requests that the store does not answer.
 */
@ExtendWith(OutputCaptureExtension.class)
class OutageAnswersTests {

	private final OutageAnswers answers = new OutageAnswers(TestSettings.of(new StringCodec(),
			(principal) -> new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12), Duration.ofMinutes(1)),
			(session) -> null, InstantSource.fixed(Instant.EPOCH), List.of()));

	@Test
	void aRequestThatIsRefusedLeavesATraceAndASecondOneDoesNot(CapturedOutput output) {
		for (int i = 0; i < 3; i++) {
			SessionRequest request = request(OutageMode.REJECT);
			assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> find(request));
		}
		assertThat(output).containsOnlyOnce(
				"Answered a request in mode reject, and 0 others since the last such message: no answer within 1000 ms");
	}

	@Test
	void aRequestThatGoesOnSaysSoOnceAndWhy(CapturedOutput output) throws Throwable {
		SessionRequest request = request(OutageMode.ANONYMOUS);
		for (int i = 0; i < 3; i++) {
			find(request);
		}
		assertThat(output).containsOnlyOnce("in mode anonymous");
	}

	/**
	 * A listener may set a cart in every session, and a form change it in place.
	 */
	@Test
	void whatAListenerSetsMayBeLostByARequestThatOnlyReads() {
		SessionDelta begin = SessionDelta
			.create("id", new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12), Duration.ofMinutes(1)),
					Duration.ZERO)
			.attributes(Map.of("cart", new byte[] { 1 }))
			.build();
		SessionRequest reading = request(OutageMode.ANONYMOUS);
		SessionRequest changing = request(OutageMode.ANONYMOUS);
		changing.expectChange();
		assertThat(save(reading, begin, "cart"::equals)).isCompletedWithValue(null);
		assertThat(save(reading, begin, (name) -> false)).isCompletedExceptionally();
		assertThat(save(changing, begin, "cart"::equals)).isCompletedExceptionally();
	}

	private CompletableFuture<@Nullable SaveResult> save(SessionRequest request, SessionDelta delta,
			Predicate<String> recurring) {
		return this.answers
			.save(request, SessionObserver.Operation.CREATE, delta, recurring,
					new SessionStoreException(Reason.UNAVAILABLE, "away"))
			.toCompletableFuture();
	}

	private static SessionRequest request(OutageMode mode) {
		return new SessionRequest(() -> false, ExpiryTerms.NEVER, () -> Device.UNKNOWN, mode);
	}

	private void find(SessionRequest request) throws Throwable {
		try {
			this.answers.find("id", request, new SessionStoreException(Reason.TIMEOUT, "no answer within 1000 ms"))
				.toCompletableFuture()
				.join();
		}
		catch (CompletionException ex) {
			throw ex.getCause();
		}
	}

}
