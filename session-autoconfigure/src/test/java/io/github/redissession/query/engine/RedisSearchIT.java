package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.StoredSession;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.PageRequest;
import io.github.redissession.query.ReindexProgress;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionPage;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionSummary;
import io.github.redissession.query.SignOutOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Queries on Redis Search, where there is one.
 */
class RedisSearchIT extends SessionSearchContract {

	private static SearchServer server;

	private final QuerySite site = new QuerySite(server.factory(), SearchBackend.SEARCH, QuerySite.DECLARED);

	@BeforeAll
	static void find() {
		server = SearchServer.find();
	}

	@AfterAll
	static void leave() {
		if (server != null) {
			server.close();
		}
	}

	@BeforeEach
	void empty() {
		server.empty();
	}

	@Override
	QuerySite site() {
		return this.site;
	}

	@Override
	void flush() {
		server.empty();
	}

	@Test
	void versionsWithOtherDeclarationsWorkSideBySide() {
		StoredSession session = this.site.begin(null, "north", 1.0, "apple");
		List<IndexedAttribute> later = List.of(IndexedAttribute.of("shop", "tenant", IndexType.TAG));
		QuerySite next = new QuerySite(server.factory(), SearchBackend.SEARCH, later);
		assertThat(this.site.search.count(SessionQuery.where("tenant").is("north"))).isEqualTo(1);
		assertThat(next.search.count(SessionQuery.where("shop").is("north"))).isZero();
		ReindexProgress progress = next.search.reindex(10, (step) -> {
		});
		assertThat(progress).isEqualTo(new ReindexProgress(1, 1, 0, true));
		assertThat(next.ids(SessionQuery.where("shop").is("north"))).containsExactly(session.getId());
		assertThat(this.site.ids(SessionQuery.where("tenant").is("north"))).containsExactly(session.getId());
	}

	@Test
	void aMissingIndexIsCreatedAgain() {
		this.site.begin(null, "north", 1.0, "apple");
		assertThat(this.site.search.count(SessionQuery.all())).isEqualTo(1);
		server.dropIndexes();
		assertThat(this.site.search.count(SessionQuery.where("tenant").is("north"))).isEqualTo(1);
	}

	@Test
	void anUnusedIndexIsRemoved() {
		this.site.search.count(SessionQuery.all());
		server.command("DEL", "session:search:indexes");
		new QuerySite(server.factory(), SearchBackend.SEARCH,
				List.of(IndexedAttribute.of("other", "other", IndexType.TAG))).search
			.count(SessionQuery.all());
		assertThat(server.indexes()).hasSize(1);
	}

	@Test
	void autoTakesIt() {
		QuerySite auto = new QuerySite(server.factory(), SearchBackend.AUTO, QuerySite.DECLARED);
		auto.begin(null, "north", 1.0, "apple");
		assertThat(auto.search.backend()).isEqualTo(SearchBackend.AUTO);
		assertThat(auto.search.count(SessionQuery.where("tenant").is("north"))).isEqualTo(1);
		assertThat(auto.search.backend()).isEqualTo(SearchBackend.SEARCH);
		assertThat(QuerySite.sets(server.factory()).search.count(SessionQuery.where("tenant").is("north")))
			.isEqualTo(1);
	}

	@Test
	void autoTakesSetsOnceSearchingIsForbidden() {
		server.command("ACL", "SETUSER", "shop", "on", ">shop", "~*", "&*", "+@all");
		LettuceConnectionFactory shop = server.connect("shop", "shop");
		try {
			QuerySite auto = new QuerySite(shop, SearchBackend.AUTO, QuerySite.DECLARED);
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				ids.add(auto.begin(null, "north", 1.0, "apple").getId());
			}
			SessionQuery north = SessionQuery.where("tenant").is("north");
			SessionPage page = auto.search.find(north, PageRequest.first(3));
			assertThat(auto.search.backend()).isEqualTo(SearchBackend.SEARCH);
			server.command("ACL", "SETUSER", "shop", "-FT.SEARCH", "-FT.AGGREGATE");
			SessionPage rest = auto.search.find(north, PageRequest.first(3).at(page.cursor()));
			assertThat(Stream.of(page, rest).flatMap((one) -> one.sessions().stream())).extracting(SessionSummary::id)
				.containsExactlyInAnyOrderElementsOf(ids);
			assertThat(auto.search.backend()).isEqualTo(SearchBackend.SETS);
			assertThat(new QuerySite(shop, SearchBackend.AUTO, QuerySite.DECLARED).search.count(north)).isEqualTo(5);
			assertThat(auto.search.signOut(north, SignOutOptions.atMost(10)).ended()).isEqualTo(5);
		}
		finally {
			shop.destroy();
			server.command("ACL", "SETUSER", "shop", "off");
		}
	}

	@Test
	void aNewInstanceQueriesAServerThatIsOutOfMemory() {
		this.site.begin(null, "north", 1.0, "apple");
		assertThat(this.site.search.count(SessionQuery.all())).isEqualTo(1);
		server.command("CONFIG", "SET", "maxmemory", "1");
		try {
			QuerySite fresh = new QuerySite(server.factory(), SearchBackend.AUTO, QuerySite.DECLARED);
			assertThat(fresh.search.count(SessionQuery.where("tenant").is("north"))).isEqualTo(1);
			assertThat(fresh.search.backend()).isEqualTo(SearchBackend.SEARCH);
		}
		finally {
			server.command("CONFIG", "SET", "maxmemory", "0");
		}
	}

}
