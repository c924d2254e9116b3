package io.github.redissession.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Who is late and who is not, and how often the alarm is set.
 */
class TimeoutQueueTests {

	private final List<Long> alarms = new ArrayList<>();

	private final List<Deadline<?>> late = new ArrayList<>();

	@Test
	void whoHasAnAnswerIsNotLateWhereverItStands() {
		for (int answered = 0; answered < 4; answered++) {
			this.late.clear();
			TimeoutQueue row = row(Duration.ZERO);
			List<CompletableFuture<String>> answers = new ArrayList<>();
			List<Deadline<?>> waiting = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				answers.add(new CompletableFuture<>());
				waiting.add(row.<String>join(() -> "wait").endWith(answers.get(i)));
			}
			answers.get(answered).complete("answer");
			assertThat(waiting.remove(answered)).isCompletedWithValueMatching("answer"::equals);
			row.look();
			assertThat(this.late).containsExactlyElementsOf(waiting);
		}
	}

	@Test
	void everybodyMayLeave() {
		TimeoutQueue row = row(Duration.ZERO);
		CompletableFuture<String> first = new CompletableFuture<>();
		CompletableFuture<String> second = new CompletableFuture<>();
		row.<String>join(() -> "wait").endWith(first);
		row.<String>join(() -> "wait").endWith(second);
		second.complete("2");
		first.complete("1");
		row.<String>join(() -> "wait").endWith(CompletableFuture.completedFuture("3"));
		row.look();
		assertThat(this.late).isEmpty();
	}

	@Test
	void anAnswerAfterTheEndChangesNothing() {
		TimeoutQueue row = row(Duration.ZERO);
		CompletableFuture<String> answer = new CompletableFuture<>();
		Deadline<String> waiting = row.<String>join(() -> "wait").endWith(answer);
		row.look();
		waiting.complete("too late");
		answer.complete("answer");
		row.<String>join(() -> "wait");
		row.look();
		assertThat(waiting).isCompletedWithValue("too late");
		assertThat(this.late).hasSize(2);
	}

	@Test
	void oneAlarmIsSetForAll() {
		TimeoutQueue row = row(Duration.ofMinutes(1));
		Deadline<String> first = row.join(() -> "wait");
		row.join(() -> "wait");
		assertThat(this.alarms).containsExactly(Duration.ofMinutes(1).toNanos());
		first.accept("answer", null);
		row.look();
		assertThat(this.late).isEmpty();
		assertThat(this.alarms).as("for the second").hasSize(2);
		assertThat(this.alarms.get(1)).isPositive().isLessThan(this.alarms.get(0));
	}

	@Test
	void whoCannotBeToldIsNotLeftWaitingNorAreTheOthers() {
		List<Deadline<?>> told = new ArrayList<>();
		TimeoutQueue row = new TimeoutQueue(0, this.alarms::add, (late) -> {
			if (told.isEmpty()) {
				told.add(late);
				throw new IllegalStateException("no thread");
			}
			told.add(late);
		});
		Deadline<String> first = row.join(() -> "wait");
		Deadline<String> second = row.join(() -> "wait");
		row.look();
		assertThat(told).hasSize(2).last().isSameAs(second);
		assertThat(first).isCompletedExceptionally();
	}

	@Test
	void anAlarmThatFailsIsSetByWhoJoinsNext() {
		TimeoutQueue row = new TimeoutQueue(1, (time) -> {
			this.alarms.add(time);
			if (this.alarms.size() == 1) {
				throw new OutOfMemoryError("no thread");
			}
		}, this.late::add);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> row.join(() -> "wait"));
		row.join(() -> "wait");
		assertThat(this.alarms).hasSize(2);
	}

	@Test
	void noAlarmIsSetWhenNobodyWaits() {
		TimeoutQueue row = row(Duration.ofMinutes(1));
		row.<String>join(() -> "wait").accept("answer", null);
		row.look();
		row.look();
		assertThat(this.alarms).hasSize(1);
		row.join(() -> "wait");
		assertThat(this.alarms).hasSize(2);
	}

	@Test
	void whoGetsNoAnswerFailsInTimeAndOthersDoNot() {
		try (Deadlines deadlines = new Deadlines(Duration.ofMillis(50), Duration.ofMillis(50))) {
			CompletableFuture<String> answered = new CompletableFuture<>();
			CompletableFuture<String> one = deadlines.limit(() -> "one", answered).toCompletableFuture();
			answered.complete("1");
			List<CompletableFuture<String>> silent = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				silent.add(deadlines.limit(() -> "two", new CompletableFuture<String>()).toCompletableFuture());
			}
			await().atMost(Duration.ofSeconds(5))
				.untilAsserted(() -> assertThat(silent).allMatch(CompletableFuture::isCompletedExceptionally));
			assertThat(silent.get(0)).failsWithin(Duration.ZERO)
				.withThrowableThat()
				.withMessageContaining("Could not two: no answer within 50 ms");
			assertThat(one).isCompletedWithValue("1");
		}
	}

	private TimeoutQueue row(Duration time) {
		return new TimeoutQueue(time.toNanos(), this.alarms::add, this.late::add);
	}

}
