package io.github.redissession.query;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreFullException;
import io.github.redissession.SessionStoreTimeoutException;
import io.github.redissession.SessionStoreUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which backend is chosen.
 */
@ExtendWith(OutputCaptureExtension.class)
class QueryBackendsTests {

	private static final String NO_FILTER = "The parameter `FILTER` is not supported";

	/** Knows the commands, but neither this index nor how to make it. */
	private final ScriptedSearch other = new ScriptedSearch((command, arguments) -> switch (command) {
		case "FT.INFO" -> ScriptedSearch.error("Index with name 'x' not found in database 0");
		case "FT.CREATE" -> ScriptedSearch.error(NO_FILTER);
		default -> ScriptedSearch.empty(command);
	});

	@Test
	void autoTakesSetsIfAnotherEngineRefusesTheIndex(CapturedOutput output) {
		QueryBackends backends = backends(SearchBackend.AUTO, this.other);
		assertThat(chosen(backends)).isEqualTo(SearchBackend.SETS);
		assertThat(chosen(backends)).isEqualTo(SearchBackend.SETS);
		assertThat(this.other.sent).containsOnlyOnce("FT._LIST", "FT.CREATE");
		assertThat(output).containsOnlyOnce("sorted sets, because").contains(NO_FILTER);
	}

	@Test
	void searchIsNotReplacedWhereItIsWanted() {
		QueryBackends backends = backends(SearchBackend.SEARCH, this.other);
		assertThat(backends.choose(limit())).failsWithin(limit().step())
			.withThrowableThat()
			.withMessageContaining(NO_FILTER);
	}

	@Test
	void nothingIsDecidedByWhatWillPass() {
		for (SessionStoreException passing : List.of(new SessionStoreTimeoutException("late"),
				new SessionStoreUnavailableException("away"),
				new SessionStoreFullException("OOM", new IllegalStateException()))) {
			ScriptedSearch server = new ScriptedSearch((command, arguments) -> CompletableFuture.failedFuture(passing));
			QueryBackends backends = backends(SearchBackend.AUTO, server);
			assertThat(backends.choose(limit())).failsWithin(limit().step())
				.withThrowableThat()
				.havingCause()
				.isSameAs(passing);
			server.engine = (command, arguments) -> ScriptedSearch.empty(command);
			assertThat(chosen(backends)).isEqualTo(SearchBackend.SEARCH);
		}
	}

	private static SearchBackend chosen(QueryBackends backends) {
		return backends.choose(limit()).toCompletableFuture().join().name();
	}

	private static TimeLimit limit() {
		return TimeLimit.of(Duration.ofSeconds(5));
	}

	private static QueryBackends backends(SearchBackend wanted, ScriptedSearch server) {
		return new QueryBackends(wanted, new Sets(), new RedisSearchBackend(server,
				new DeclaredAttributes(QuerySite.DECLARED, List.of()), new IndexSources(null)));
	}

	/** Stands for sorted sets. */
	private static final class Sets implements QueryBackend {

		@Override
		public SearchBackend name() {
			return SearchBackend.SETS;
		}

		@Override
		public CompletionStage<Plan> plan(Condition condition, int way, TimeLimit limit) {
			return CompletableFuture
				.completedFuture(new Plan(List.of(), 0, (until) -> CompletableFuture.completedFuture(7L)));
		}

		@Override
		public CompletionStage<@Nullable List<ValueCount>> countBy(String name, Condition condition, TimeLimit limit) {
			return CompletableFuture.completedFuture(List.of());
		}

	}

}
