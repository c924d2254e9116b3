package io.github.redissession.query.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.query.PageRequest;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SignOutOptions;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What observers hear of queries.
 */
class QueryObservationIT {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.start();

	private static final SessionQuery NORTH = SessionQuery.where("tenant").is("north");

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final SessionObserver observer = new SessionObserver() {

		@Override
		public Outcomes operationStarted(Operation operation) {
			note(operation, "started");
			return (outcome, failure) -> note(operation, "span " + outcome);
		}

		@Override
		public void operationEnded(Operation operation, Outcome outcome, Duration took) {
			note(operation, "ended " + outcome);
		}

		private void note(Operation operation, String what) {
			if (operation == Operation.QUERY) {
				QueryObservationIT.this.heard.add(what);
			}
		}

	};

	@BeforeEach
	void flush() {
		REDIS.flush();
	}

	@Test
	void everyQueryIsReportedOnce() {
		QuerySite site = site(SearchBackend.SETS, false);
		site.begin("alice", "north", 1.0);
		List<Runnable> queries = List.of(() -> site.search.find(NORTH, PageRequest.first(10)),
				() -> site.search.count(NORTH), () -> site.search.countBy("tenant"), () -> site.search.ids(NORTH, 10),
				() -> site.repository.findByIndexNameAndIndexValue("tenant", "north"),
				() -> site.search.signOut(NORTH, SignOutOptions.atMost(1)));
		for (Runnable query : queries) {
			this.heard.clear();
			query.run();
			assertThat(this.heard).containsExactly("started", "ended OK", "span OK");
		}
	}

	@Test
	void anUnavailableStoreIsAnOutage() {
		QuerySite site = site(SearchBackend.SETS, true);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> site.search.count(NORTH));
		assertThat(this.heard).containsExactly("started", "ended OUTAGE", "span OUTAGE");
	}

	@Test
	void aStoreThatDoesNotRespondIsATimeout() throws Exception {
		QuerySite site = site(SearchBackend.SETS, false);
		REDIS.pause();
		try {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> site.search.count(NORTH));
			await().untilAsserted(
					() -> assertThat(this.heard).containsExactly("started", "ended TIMEOUT", "span TIMEOUT"));
		}
		finally {
			REDIS.resume();
		}
	}

	@Test
	void aQueryThatMakesNoSenseIsNotTheStoresFault() {
		QuerySite site = site(SearchBackend.SETS, false);
		assertThatExceptionOfType(SessionQueryException.class).isThrownBy(() -> site.search.countBy("total"));
		assertThatExceptionOfType(SessionQueryException.class)
			.isThrownBy(() -> site.search.find(NORTH, PageRequest.first(1).at("none")));
		site.repository.findByIndexNameAndIndexValue("unknown", "north");
		assertThat(this.heard).isEmpty();
	}

	@Test
	void aQueryThatTheBackendCannotRunIsRefused() {
		for (SearchBackend backend : List.of(SearchBackend.NONE, SearchBackend.SEARCH)) {
			this.heard.clear();
			QuerySite site = site(backend, false);
			assertThatExceptionOfType(SessionQueryException.class).isThrownBy(() -> site.search.count(NORTH));
			assertThat(this.heard).containsExactly("started", "ended REFUSED", "span REFUSED");
		}
	}

	private QuerySite site(SearchBackend backend, boolean unavailable) {
		return new QuerySite(REDIS.connectionFactory(), backend, QuerySite.DECLARED, Duration.ofMillis(500),
				QuerySite.TOUCH, new QuerySite.Surroundings((store) -> store, this.observer, () -> unavailable));
	}

}
