package io.github.redissession.query.engine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.plan.DeclaredAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which backend is chosen.
 */
@ExtendWith(OutputCaptureExtension.class)
class QueryBackendsTests {

	private static final String NO_FILTER = "The parameter `FILTER` is not supported";

	/** Supports the commands, but neither has this index nor can create it. */
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
	void nothingIsDecidedByATemporaryFailure() {
		for (SessionStoreException passing : List.of(new SessionStoreException(Reason.TIMEOUT, "late"),
				new SessionStoreException(Reason.UNAVAILABLE, "unavailable"),
				new SessionStoreException("Redis Search returned a partial result: OOM"),
				new SessionStoreException("Not enough memory available to execute the query"),
				new SessionStoreException(Reason.FULL, "OOM", new IllegalStateException()))) {
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

	@Test
	void autoTakesSetsAndRepeatsTheQueryIfRedisSearchIsNoLongerAvailable(CapturedOutput output) {
		ScriptedSearch server = new ScriptedSearch((command, arguments) -> ScriptedSearch.empty(command));
		QueryBackends backends = backends(SearchBackend.AUTO, server);
		assertThat(count(backends)).isZero();
		server.engine = (command, arguments) -> ScriptedSearch.error("ERR unknown command '" + command + "'");
		assertThat(count(backends)).isEqualTo(7);
		assertThat(backends.current()).isEqualTo(SearchBackend.SETS);
		assertThat(count(backends)).isEqualTo(7);
		assertThat(output).containsOnlyOnce("sorted sets from now on, because this server has no Redis Search");
	}

	@Test
	void whatASessionIsRefusedSaysNothingAboutRedisSearch() {
		ScriptedSearch server = new ScriptedSearch((command, arguments) -> ScriptedSearch.empty(command));
		QueryBackends backends = backends(SearchBackend.AUTO, server);
		assertThat(count(backends)).isZero();
		SessionStoreException refused = new SessionStoreException("Could not delete session x: NOPERM no permissions");
		assertThat(backends.run(limit(), (backend) -> CompletableFuture.failedFuture(refused)))
			.failsWithin(limit().step());
		assertThat(backends.current()).isEqualTo(SearchBackend.SEARCH);
	}

	@Test
	void aMissingIndexIsCreatedAgainWhateverTheServerCallsIt() {
		for (String gone : List.of("no such index", "Unknown Index name", "SEARCH_INDEX_NOT_FOUND Index not found")) {
			ScriptedSearch server = new ScriptedSearch((command, arguments) -> ScriptedSearch.empty(command));
			QueryBackends backends = backends(SearchBackend.SEARCH, server);
			assertThat(count(backends)).isZero();
			server.sent.clear();
			server.engine = (command, arguments) -> server.sent.contains("FT.CREATE") || command.equals("FT.CREATE")
					? ScriptedSearch.empty(command) : ScriptedSearch.error(gone);
			assertThat(count(backends)).as(gone).isZero();
			assertThat(server.sent).contains("FT.CREATE");
		}
	}

	@Test
	void anyOtherFailureIsReported() {
		ScriptedSearch server = new ScriptedSearch((command, arguments) -> ScriptedSearch.empty(command));
		for (SearchBackend wanted : List.of(SearchBackend.AUTO, SearchBackend.SEARCH)) {
			QueryBackends backends = backends(wanted, server);
			assertThat(count(backends)).isZero();
			server.engine = (command, arguments) -> ScriptedSearch
				.error((wanted == SearchBackend.AUTO) ? "Syntax error" : "ERR unknown command '" + command + "'");
			assertThat(backends.run(limit(), QueryBackendsTests::count)).failsWithin(limit().step());
			assertThat(backends.current()).isEqualTo(SearchBackend.SEARCH);
			server.engine = (command, arguments) -> ScriptedSearch.empty(command);
		}
	}

	private static long count(QueryBackends backends) {
		return backends.run(limit(), QueryBackendsTests::count).toCompletableFuture().join();
	}

	private static CompletionStage<Long> count(QueryBackend backend) {
		SessionQuery apples = SessionQuery.where("sku").is("apple");
		return backend.plan(apples, -1, limit())
			.thenCompose((plan) -> Objects.requireNonNull(plan.total()).apply(limit()));
	}

	private static SearchBackend chosen(QueryBackends backends) {
		return backends.choose(limit()).toCompletableFuture().join().name();
	}

	private static TimeLimit limit() {
		return TimeLimit.of(Duration.ofSeconds(5));
	}

	private static QueryBackends backends(SearchBackend wanted, ScriptedSearch server) {
		return new QueryBackends(wanted, new Sets(),
				new RedisSearchBackend(server, new DeclaredAttributes(QuerySite.DECLARED, List.of()), null));
	}

	/** Stands for sorted sets. */
	private static final class Sets implements QueryBackend {

		@Override
		public SearchBackend name() {
			return SearchBackend.SETS;
		}

		@Override
		public CompletionStage<Plan> plan(SessionQuery query, int accessPath, TimeLimit limit) {
			return CompletableFuture
				.completedFuture(new Plan(query, List.of(), 0, (until) -> CompletableFuture.completedFuture(7L)));
		}

		@Override
		public CompletionStage<@Nullable List<ValueCount>> countBy(String name, SessionQuery query, TimeLimit limit) {
			return CompletableFuture.completedFuture(List.of());
		}

	}

}
