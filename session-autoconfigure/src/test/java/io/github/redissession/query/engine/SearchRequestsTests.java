package io.github.redissession.query.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.plan.DeclaredAttributes;

import static io.github.redissession.StoreFailureConditions.reason;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How replies of Redis Search that may be incomplete are treated.
 */
class SearchRequestsTests {

	private static final SearchText ALL = SearchText.of(SessionQuery.all());

	private final TimeLimit limit = TimeLimit.of(Duration.ofMillis(500));

	@Test
	void aReplyThatTookTheServersWholeTimeoutIsRejected() {
		SearchRequests requests = requests(
				(command, arguments) -> command.startsWith("FT.INFO") ? ScriptedSearch.empty(command)
						: later(Long.parseLong(arguments.get(arguments.indexOf("TIMEOUT") + 1)), List.of(3L)));
		assertTimeout(requests.count(ALL, this.limit));
		assertTimeout(requests.find(ALL, true, 10, this.limit));
		assertTimeout(requests.countBy("tenant", ALL, this.limit));
	}

	@Test
	void aReplyInTimeIsAccepted() {
		SearchRequests requests = requests((command, arguments) -> command.startsWith("FT.INFO")
				? ScriptedSearch.empty(command) : later(100, List.of(3L)));
		assertThat(requests.count(ALL, this.limit)).succeedsWithin(this.limit.step()).isEqualTo(3L);
	}

	@Test
	void aServerThatReportsItsTimeoutIsATimeout() {
		assertTimeout(requests((command, arguments) -> command.startsWith("FT.INFO") ? ScriptedSearch.empty(command)
				: ScriptedSearch.error("Timeout limit was reached"))
			.count(ALL, this.limit));
	}

	private static void assertTimeout(CompletionStage<?> reply) {
		assertThat(reply).failsWithin(Duration.ofSeconds(2))
			.withThrowableThat()
			.havingCause()
			.has(reason(Reason.TIMEOUT))
			.withMessageContaining("redis-session.query.timeout");
	}

	private static CompletionStage<List<Object>> later(long millis, List<Object> reply) {
		CompletableFuture<List<Object>> result = new CompletableFuture<>();
		CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> result.complete(reply));
		return result;
	}

	private static SearchRequests requests(ScriptedSearch.Engine engine) {
		ScriptedSearch server = new ScriptedSearch((command,
				arguments) -> command.equals("FT.SEARCH") || command.equals("FT.AGGREGATE") || command.equals("FT.INFO")
						? engine.answer(command, arguments) : ScriptedSearch.empty(command));
		return new SearchRequests(server,
				new SearchIndex(server, new DeclaredAttributes(QuerySite.DECLARED, List.of())));
	}

}
