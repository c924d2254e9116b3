package io.github.redissession.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long attributes are kept that are not stored.
 */
class LocalMemoryTests {

	private Instant now = Instant.parse("2026-11-30T12:00:00Z");

	private final LocalMemory memory = new LocalMemory(() -> this.now);

	private final List<String> told = new ArrayList<>();

	@Test
	void theyAreDroppedAfterTheSessionWouldHaveExpiredEvenIfNobodySaysSo() {
		view("a").set("lock", this);
		this.memory.keep("a", () -> this.now.plus(Duration.ofMinutes(30)));
		passes(Duration.ofMinutes(34));
		assertThat(view("a").get("lock")).isSameAs(this);
		passes(Duration.ofMinutes(2));
		assertThat(view("a").get("lock")).isNull();
		assertThat(this.memory.sessions()).isZero();
	}

	@Test
	void useProlongsThem() {
		view("a").set("lock", this);
		for (int i = 0; i < 3; i++) {
			Instant used = this.now;
			this.memory.keep("a", () -> used.plus(Duration.ofMinutes(30)));
			passes(Duration.ofMinutes(30));
		}
		assertThat(view("a").get("lock")).isSameAs(this);
	}

	@Test
	void thoseOfASessionThatIsNeverSavedAreDropped() {
		view("a").set("lock", this);
		passes(Duration.ofMinutes(6));
		assertThat(this.memory.sessions()).isZero();
	}

	@Test
	void thoseOfASessionWithoutATimeoutStay() {
		view("a").set("lock", this);
		this.memory.keep("a", () -> null);
		passes(Duration.ofDays(400));
		assertThat(view("a").names()).containsExactly("lock");
		this.memory.end("a");
		assertThat(this.memory.sessions()).isZero();
	}

	@Test
	void otherRequestsPurgeThemAsWell() {
		view("a").set("lock", this);
		this.now = this.now.plus(Duration.ofMinutes(6));
		view("b").set("lock", this);
		assertThat(this.memory.sessions()).isEqualTo(1);
	}

	@Test
	void requestsShareThemAtOnceAlsoUnderANewId() {
		LocalAttributes first = view("a");
		LocalAttributes second = view("a");
		first.set("lock", this);
		assertThat(second.get("lock")).isSameAs(this);
		second.changeId("b");
		first.set("late", "x");
		this.memory.end("a");
		assertThat(view("b").names()).containsExactlyInAnyOrder("lock", "late");
		assertThat(first.get("lock")).as("for a request that still runs").isSameAs(this);
		first.remove("lock");
		assertThat(second.get("lock")).isNull();
		assertThat(this.told).containsExactly("lock", "late");
	}

	@Test
	void aLoginIsNeverKeptHere() {
		assertThat(view("a").set("SPRING_SECURITY_CONTEXT", this)).isFalse();
		assertThat(this.memory.sessions()).isZero();
	}

	private void passes(Duration time) {
		this.now = this.now.plus(time);
		this.memory.purge();
	}

	private LocalAttributes view(String id) {
		return new LocalAttributes(this.memory, (name, type) -> true, this.told::add, id);
	}

}
