package io.github.redissession.resilience;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.StoreCircuit.State;
import io.github.redissession.spi.SessionObserver;

import static io.github.redissession.StoreFailureConditions.causeWith;
import static io.github.redissession.StoreFailureConditions.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * When the circuit opens and closes, and who waits.
 */
class CircuitGuardTests {

	private volatile CompletionStage<String> answer = CompletableFuture.failedFuture(away());

	private volatile boolean lost;

	private final AtomicInteger probes = new AtomicInteger();

	private final AtomicInteger reconnections = new AtomicInteger();

	private final List<State> states = new CopyOnWriteArrayList<>();

	private final CircuitGuard guard = guard();

	private CircuitGuard guard() {
		return new CircuitGuard(
				new CircuitSettings(Duration.ofMillis(50), Duration.ofMillis(50), 50, 10, 4, Duration.ofMillis(10), 2),
				new StoreProbe() {

					@Override
					public CompletionStage<String> send() {
						CircuitGuardTests.this.probes.incrementAndGet();
						return CircuitGuardTests.this.answer;
					}

					@Override
					public boolean isLost() {
						return CircuitGuardTests.this.lost;
					}

					@Override
					public void reconnect() {
						CircuitGuardTests.this.reconnections.incrementAndGet();
					}

				}, new SessionObserver() {

					@Override
					public void circuitChanged(State state) {
						CircuitGuardTests.this.states.add(state);
					}

				}, InstantSource.system());
	}

	@AfterEach
	void close() {
		this.guard.close();
	}

	@Test
	void anAnswerThatDoesNotComeIsATimeout() {
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> outcome(new CompletableFuture<>()))
			.has(reason(Reason.TIMEOUT))
			.withMessage("Could not try: no answer within 50 ms");
	}

	@Test
	void nobodyIsAskedAfterEnoughFailures() throws Throwable {
		open();
		AtomicInteger asked = new AtomicInteger();
		CompletionStage<String> refused = this.guard.call(() -> "try", () -> {
			asked.incrementAndGet();
			return CompletableFuture.completedFuture("");
		});
		assertThat(refused.toCompletableFuture()).isCompletedExceptionally();
		assertThat(asked).hasValue(0);
	}

	@Test
	void nobodyWaitsForAConnectionThatHasBeenLostForLong() throws Throwable {
		AtomicInteger asked = new AtomicInteger();
		this.lost = true;
		for (int i = 0; i < 4; i++) {
			assertThat(this.guard.isClosed()).isTrue();
			CompletableFuture<String> refused = this.guard.<String>call(() -> "try", () -> {
				asked.incrementAndGet();
				return new CompletableFuture<>();
			}).toCompletableFuture();
			assertThat(refused).isCompletedExceptionally();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(refused::join)
				.has(causeWith(Reason.UNAVAILABLE));
		}
		assertThat(asked).hasValue(0);
		assertThat(this.guard.isClosed()).isFalse();
		this.answer = CompletableFuture.completedFuture("there");
		this.lost = false;
		await().until(this.guard::isClosed);
	}

	@Test
	void whetherTheConnectionIsStillLostIsFoundOutByTheWay() {
		this.answer = new CompletableFuture<>();
		this.lost = true;
		for (int i = 0; i < 2; i++) {
			assertThat(this.guard.<String>call(() -> "try", CompletableFuture::new).toCompletableFuture())
				.isCompletedExceptionally();
		}
		assertThat(this.probes).hasValue(1);
	}

	@Test
	void theStoreIsTriedInTheBackgroundUntilItIsBack() throws Throwable {
		open();
		await().until(() -> this.probes.get() > 3);
		assertThat(this.guard.isClosed()).isFalse();
		this.answer = CompletableFuture.completedFuture("there");
		await().until(this.guard::isClosed);
		assertThat(outcome(CompletableFuture.completedFuture("asked"))).isEqualTo("asked");
		await().untilAsserted(() -> assertThat(this.states).startsWith(State.OPEN, State.HALF_OPEN, State.OPEN)
			.endsWith(State.CLOSED));
	}

	@Test
	void aSilentConnectionIsReplaced() throws Throwable {
		this.answer = new CompletableFuture<>();
		open();
		await().untilAtomic(this.reconnections, Matchers.greaterThan(0));
		assertThat(this.probes.get()).isGreaterThanOrEqualTo(2);
	}

	@Test
	void aFailureThatIsNoOutageDoesNotOpenIt() {
		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> outcome(CompletableFuture
				.failedFuture(new SessionStoreException(Reason.FULL, "full", new IllegalStateException()))));
		}
		assertThat(this.guard.isClosed()).isTrue();
	}

	@Test
	void anAnswerDoesNotOpenItHoweverManyFailedBefore() throws Throwable {
		fail(3);
		succeed(1);
		assertThat(this.states).isEmpty();
		fail(1);
		assertThat(this.guard.isClosed()).isFalse();
	}

	@Test
	void answersAtTheSameTimeDoNotOpenItEither() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			for (int i = 0; i < 500; i++) {
				CircuitGuard fresh = guard();
				for (int j = 0; j < 2; j++) {
					fresh.<String>call(() -> "try", () -> CompletableFuture.failedFuture(away()));
				}
				List<CompletableFuture<String>> answers = List.of(new CompletableFuture<>(), new CompletableFuture<>());
				answers.forEach((one) -> fresh.call(() -> "try", () -> one));
				CyclicBarrier start = new CyclicBarrier(2);
				List<Future<?>> both = new ArrayList<>();
				answers.forEach((one) -> both.add(threads.submit(() -> {
					start.await();
					return one.complete("answer");
				})));
				for (Future<?> one : both) {
					one.get();
				}
				assertThat(fresh.isClosed()).isTrue();
				fresh.close();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void enoughAnswersMakeFailuresBeforeThemForgotten() throws Throwable {
		fail(3);
		succeed(4);
		fail(3);
		assertThat(this.states).isEmpty();
		fail(1);
		assertThat(this.guard.isClosed()).isFalse();
	}

	@Test
	void aDrillEndsByItself() {
		this.answer = CompletableFuture.completedFuture("there");
		this.guard.drill(Duration.ofHours(1));
		assertThat(this.guard.isClosed()).isFalse();
		this.guard.drill(Duration.ofMillis(20));
		await()
			.untilAsserted(() -> assertThat(this.states).containsExactly(State.DRILL, State.HALF_OPEN, State.CLOSED));
	}

	@Test
	void aDrillDuringAnOutageLastsAsLongAsItIsMeantTo() throws Throwable {
		open();
		this.guard.drill(Duration.ofHours(1));
		int before = this.probes.get();
		await().during(Duration.ofMillis(60)).until(() -> this.probes.get() <= before + 1);
		this.answer = CompletableFuture.completedFuture("there");
		this.guard.drill(Duration.ZERO);
		await().until(this.guard::isClosed);
	}

	private void open() {
		fail(4);
		assertThat(this.guard.isClosed()).isFalse();
	}

	private void fail(int times) {
		for (int i = 0; i < times; i++) {
			assertThatExceptionOfType(SessionStoreException.class)
				.isThrownBy(() -> outcome(CompletableFuture.failedFuture(away())))
				.has(reason(Reason.UNAVAILABLE));
		}
	}

	private void succeed(int times) throws Throwable {
		for (int i = 0; i < times; i++) {
			assertThat(outcome(CompletableFuture.completedFuture("answer"))).isEqualTo("answer");
		}
	}

	private static SessionStoreException away() {
		return new SessionStoreException(Reason.UNAVAILABLE, "away");
	}

	private String outcome(CompletionStage<String> stage) throws Throwable {
		try {
			return this.guard.call(() -> "try", () -> stage).toCompletableFuture().join();
		}
		catch (CompletionException ex) {
			throw ex.getCause();
		}
	}

}
