package io.github.redissession.query.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.redissession.Device;
import io.github.redissession.StoredSession;
import io.github.redissession.codec.CodecSettings;
import io.github.redissession.codec.EnvelopeCodec;
import io.github.redissession.index.LegacySessions;
import io.github.redissession.core.LocalMemory;
import io.github.redissession.core.Outages;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.core.UserPolicy;
import io.github.redissession.index.IndexRule;
import io.github.redissession.index.SearchCommands;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.PageRequest;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionPage;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.query.SessionSummary;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.plan.DeclaredAttributes;
import io.github.redissession.query.plan.DeclaredIndexer;
import io.github.redissession.query.plan.QueryIndexRule;
import io.github.redissession.redis.RedisSearchCommands;
import io.github.redissession.redis.RedisSessionCatalog;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.AttributeRules;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.user.UserDirectory;

/**
 * A node of a shop whose sessions can be found by tenant, SKU and total.
 */
public final class QuerySite {

	static final String USER = "SPRING_SECURITY_CONTEXT";

	static final Duration TOUCH = Duration.ofMinutes(1);

	static final List<IndexedAttribute> DECLARED = List.of(IndexedAttribute.of("tenant", "tenant", IndexType.TAG),
			IndexedAttribute.of("sku", "cart.lines.sku", IndexType.TAG),
			IndexedAttribute.of("total", "cart.total", IndexType.NUMERIC));

	final SessionStore store;

	final StoredSessionRepository repository;

	final SessionFinder finder;

	final SessionSearch search;

	final AtomicInteger repaired = new AtomicInteger();

	QuerySite(RedisConnectionFactory factory, SearchBackend backend, List<IndexedAttribute> attributes) {
		this(factory, backend, attributes, Duration.ofSeconds(30));
	}

	QuerySite(RedisConnectionFactory factory, SearchBackend backend, List<IndexedAttribute> attributes,
			Duration timeout) {
		this(factory, backend, attributes, timeout, TOUCH);
	}

	private QuerySite(RedisConnectionFactory factory, SearchBackend backend, List<IndexedAttribute> attributes,
			Duration timeout, Duration touch) {
		this(factory, backend, attributes, timeout, touch, Surroundings.USUAL);
	}

	QuerySite(RedisConnectionFactory factory, SearchBackend backend, List<IndexedAttribute> attributes,
			Duration timeout, Duration touch, Surroundings surroundings) {
		DeclaredAttributes declared = new DeclaredAttributes(attributes, List.of());
		SessionConnection commands = new SessionConnection(factory);
		SessionObserver observer = SessionObserver.all(List.of(surroundings.observer(), new SessionObserver() {

			@Override
			public void indexRepaired(int entries) {
				QuerySite.this.repaired.addAndGet(entries);
			}

		}));
		IndexRule rule = IndexRule.all(List.of(UserDirectory::indexes,
				new QueryIndexRule((backend != SearchBackend.SEARCH) ? attributes : List.of())));
		RedisSettings redis = new RedisSettings(new SessionKeys("session"), InstantSource.system(),
				Duration.ofSeconds(5), rule, false, Duration.ZERO, observer);
		this.store = surroundings.layer().apply(new RedisSessionStore(commands, redis));
		SessionSettings settings = new SessionSettings(
				new EnvelopeCodec(
						CodecSettings.of(List.of("io.github.redissession"), QuerySite.class.getClassLoader())),
				(principal) -> new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12), touch),
				(session) -> session.getAttribute(USER), UserPolicy.DEFAULT, InstantSource.system(),
				SessionObserver.all(List.of(observer)), AttributeRules.LENIENT,
				new Outages(OutageMode.REJECT, null, (name) -> false), new DeclaredIndexer(declared),
				new LocalMemory(InstantSource.system()), (id) -> false, LegacySessions.NONE);
		SearchCommands search = new RedisSearchCommands(commands, redis.keys(), timeout);
		this.finder = new SessionFinder(declared, settings, this.store,
				new QueryEngines(backend, new RedisSessionCatalog(commands, redis, declared.details(), touch), search),
				surroundings.unavailable(), timeout);
		this.search = this.finder.blocking();
		this.repository = new StoredSessionRepository(this.store, this.finder::lookUp, settings,
				TimeBudget.Budgets.of(Duration.ofSeconds(10)));
	}

	static QuerySite sets(RedisConnectionFactory factory) {
		return new QuerySite(factory, SearchBackend.SETS, DECLARED);
	}

	/**
	 * A site where every access of a session is recorded at once.
	 */
	static QuerySite setsWithoutDelay(RedisConnectionFactory factory) {
		return new QuerySite(factory, SearchBackend.SETS, DECLARED, Duration.ofSeconds(30), Duration.ZERO);
	}

	/**
	 * Begins a session and saves it.
	 */
	StoredSession begin(@Nullable String user, @Nullable String tenant, @Nullable Double total, String... skus) {
		StoredSession session = this.repository.createSession();
		if (user != null) {
			session.setAttribute(USER, user);
		}
		session.setAttribute("tenant", tenant);
		session.setAttribute("cart", (total != null || skus.length > 0) ? Cart.of(total, skus) : null);
		this.repository.save(session);
		return session;
	}

	static void request(Device device) {
		new SessionRequest(() -> false, ExpiryTerms.NEVER, () -> device, null).enter();
	}

	/**
	 * Reads all pages of a query.
	 */
	List<SessionSummary> all(SessionQuery query, PageRequest first) {
		List<SessionSummary> all = new ArrayList<>();
		SessionPage page = this.search.find(query, first);
		all.addAll(page.sessions());
		while (page.cursor() != null) {
			page = this.search.find(query, first.at(page.cursor()));
			all.addAll(page.sessions());
		}
		return all;
	}

	List<String> ids(SessionQuery query) {
		return all(query, PageRequest.first(100)).stream().map(SessionSummary::id).toList();
	}

	Map<String, Long> counts(String name) {
		return this.search.countBy(name)
			.stream()
			.collect(Collectors.toMap(ValueCount::value, ValueCount::count, Long::sum));
	}

	/**
	 * What a site has around the finder.
	 *
	 * @param layer is put in front of the store
	 * @param observer is told what happens
	 * @param unavailable whether the store is known to be unavailable
	 */
	record Surroundings(UnaryOperator<SessionStore> layer, SessionObserver observer, BooleanSupplier unavailable) {

		static final Surroundings USUAL = new Surroundings(UnaryOperator.identity(), new SessionObserver() {
		}, () -> false);

	}

	/**
	 * What a session is about to buy.
	 */
	public record Cart(List<Line> lines, @Nullable Double total) {

		public static Cart of(@Nullable Double total, String... skus) {
			return new Cart(Arrays.stream(skus).map((sku) -> new Line(sku, 1)).toList(), total);
		}

		List<String> skus() {
			return this.lines.stream().map(Line::sku).distinct().toList();
		}

	}

	/**
	 * Some of an article.
	 */
	public record Line(String sku, int quantity) {

	}

}
