package io.github.redissession.metrics;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionObserver.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each kind of answer has its counter, even before the first answer.
 */
class OutageMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final OutageMetrics metrics = new OutageMetrics(this.registry);

	@Test
	void answersAreCountedByWhatWasAskedForAndWhatWasDone() {
		this.metrics.answeredWithoutStore(Operation.CHANGE_ID, OutageMode.LOCAL);
		this.metrics.answeredWithoutStore(Operation.FIND, OutageMode.ANONYMOUS);
		this.metrics.answeredWithoutStore(Operation.FIND, OutageMode.ANONYMOUS);
		assertThat(count("redis.session.outage.answers", "operation", "change-id", "mode", "local")).isOne();
		assertThat(count("redis.session.outage.answers", "operation", "find", "mode", "anonymous")).isEqualTo(2);
		assertThat(count("redis.session.outage.answers", "operation", "find", "mode", "reject")).isZero();
	}

	@Test
	void whatBecomesOfChangesIsCounted() {
		this.metrics.changeReplayed();
		this.metrics.changeReplayed();
		this.metrics.changeDropped("id", "a reason");
		this.metrics.notReplicated(Operation.CREATE);
		assertThat(count("redis.session.journal.replayed")).isEqualTo(2);
		assertThat(count("redis.session.journal.dropped")).isOne();
		assertThat(count("redis.session.not.replicated", "operation", "create")).isOne();
		assertThat(count("redis.session.not.replicated", "operation", "delete")).isZero();
	}

	private double count(String name, String... tags) {
		return this.registry.get(name).tags(tags).counter().count();
	}

}
