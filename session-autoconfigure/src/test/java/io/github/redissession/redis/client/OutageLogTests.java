package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.impl.NoOpLog;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a task that is retried leaves in the log.
 */
class OutageLogTests {

	private final List<String> lines = new ArrayList<>();

	private final Log logger = new NoOpLog() {

		private static final long serialVersionUID = 1L;

		@Override
		public void info(Object message) {
			OutageLogTests.this.lines.add("INFO " + message);
		}

		@Override
		public void warn(Object message) {
			OutageLogTests.this.lines.add("WARN " + message);
		}

	};

	@Test
	void anOutageIsAWarningAndItsEndIsToldToo() {
		OutageLog log = new OutageLog(this.logger, "read", Duration.ofSeconds(1));
		fail(log);
		fail(log);
		log.worked();
		log.worked();
		fail(log);
		assertThat(this.lines).containsExactly("WARN Could not read; retrying in 1s (no route)",
				"INFO Able to read again", "WARN Could not read; retrying in 1s (no route)");
	}

	@Test
	void whatPassesByItselfIsOneLineAndNoWarning() {
		OutageLog log = new OutageLog(this.logger, "read", null, Duration.ofHours(1));
		for (int i = 0; i < 2; i++) {
			fail(log);
			fail(log);
			log.worked();
		}
		assertThat(this.lines).containsExactly("INFO Could not read (no route)", "INFO Could not read (no route)");
	}

	@Test
	void whatLastsIsAWarningOnce() {
		OutageLog log = new OutageLog(this.logger, "read", null, Duration.ofNanos(1));
		fail(log);
		long now = System.nanoTime();
		while (System.nanoTime() == now) {
			Thread.onSpinWait();
		}
		fail(log);
		fail(log);
		log.worked();
		assertThat(this.lines).containsExactly("INFO Could not read (no route)", "WARN Could not read (no route)",
				"INFO Able to read again");
	}

	private static void fail(OutageLog log) {
		log.failed(new IllegalStateException("no route"));
	}

}
