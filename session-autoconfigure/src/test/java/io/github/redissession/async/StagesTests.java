package io.github.redissession.async;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How several operations become one, and what a failure says then.
 */
class StagesTests {

	private static final IllegalStateException FAILURE = new IllegalStateException("on purpose");

	@Test
	void aFailureIsWhatFuturesHaveWrapped() {
		assertThat(Stages.cause(FAILURE)).isSameAs(FAILURE);
		assertThat(Stages.cause(new CompletionException(new ExecutionException(FAILURE)))).isSameAs(FAILURE);
		CompletionException alone = new CompletionException("no cause", null);
		assertThat(Stages.cause(alone)).isSameAs(alone);
	}

	@Test
	void resultsComeInTheOrderOfTheOperations() {
		CompletableFuture<String> first = new CompletableFuture<>();
		CompletionStage<List<String>> all = Stages.all(List.of(first, CompletableFuture.completedFuture("second"),
				CompletableFuture.<String>completedFuture(null)));
		assertThat(all).isNotCompleted();
		first.complete("first");
		assertThat(all).isCompletedWithValue(Arrays.asList("first", "second", null));
		assertThat(Stages.<String>all(List.of())).isCompletedWithValue(List.of());
	}

	@Test
	void allOperationsEndBeforeTheFailureOfOneIsReported() {
		CompletableFuture<String> last = new CompletableFuture<>();
		CompletionStage<?> done = Stages.done(List.of(CompletableFuture.failedFuture(FAILURE), last));
		assertThat(done.toCompletableFuture()).isNotCompleted();
		last.complete("last");
		assertThat(done.toCompletableFuture()).isCompletedExceptionally();
		assertThat(done.handle((nothing, ex) -> Stages.cause(ex)).toCompletableFuture()).isCompletedWithValue(FAILURE);
	}

}
