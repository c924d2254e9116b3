package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Since when a connection has been lost.
 */
class ConnectionLossTests {

	private static final Duration SHORT = Duration.ofNanos(1);

	private final AtomicInteger losses = new AtomicInteger();

	private final ConnectionLoss loss = new ConnectionLoss(this.losses::incrementAndGet);

	@Test
	void aLossLastsUntilCommandsAreWrittenAgain() {
		assertThat(this.loss.hasLasted(SHORT)).isFalse();
		this.loss.begin();
		await().until(() -> this.loss.hasLasted(Duration.ofMillis(20)));
		this.loss.begin();
		assertThat(this.loss.hasLasted(Duration.ofMillis(20))).isTrue();
		assertThat(this.losses).hasValue(2);
		this.loss.written();
		assertThat(this.loss.hasLasted(SHORT)).isFalse();
	}

}
