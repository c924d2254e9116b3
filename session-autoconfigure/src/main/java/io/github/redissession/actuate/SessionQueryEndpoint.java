package io.github.redissession.actuate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.PageRequest;
import io.github.redissession.query.SessionPage;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.query.SessionSummary;
import io.github.redissession.query.SignOutOptions;
import io.github.redissession.query.SignOutResult;
import io.github.redissession.query.ValueCount;

/**
 * Queries all sessions, and signs out those that are found. A condition is a name, a
 * colon and a value, {@code tenant:north} or {@code total:10..50}; a session must meet
 * all of several.
 */
@Endpoint(id = "sessionquery")
public final class SessionQueryEndpoint {

	private static final int DEFAULT_LIMIT = 50;

	/** Separates two conditions, as in an address. */
	private static final String AND = "&where=";

	private final SessionSearch search;

	private final Sanitizer sanitizer;

	private final Show showValues;

	/**
	 * Creates the endpoint.
	 * @param search executes queries
	 * @param sanitizers hide values that would be shown otherwise
	 * @param showValues whether values of declared attributes are shown
	 */
	public SessionQueryEndpoint(SessionSearch search, Iterable<SanitizingFunction> sanitizers, Show showValues) {
		this.search = search;
		this.sanitizer = new Sanitizer(sanitizers);
		this.showValues = showValues;
	}

	/**
	 * Finds or counts sessions.
	 * @param where one condition, or several separated by {@code &where=}; none for all
	 * sessions
	 * @param countBy the declared attribute by whose values the sessions are counted,
	 * {@code null} to find them
	 * @param limit the maximum number of sessions, {@code null} for 50
	 * @param cursor the cursor of the previous page, {@code null} for the first page
	 * @return the sessions, or the counts
	 */
	@ReadOperation
	public Object query(@Nullable String where, @Nullable String countBy, @Nullable Integer limit,
			@Nullable String cursor) {
		return query(conditions(where), countBy, limit, cursor, this.showValues.isShown(true));
	}

	Object query(List<String> conditions, @Nullable String countBy, @Nullable Integer limit, @Nullable String cursor,
			boolean showValues) {
		return valid(() -> {
			SessionQuery query = toQuery(conditions);
			if (countBy != null) {
				return new CountsDescriptor(this.search.countBy(countBy, query));
			}
			SessionPage page = this.search.find(query,
					PageRequest.first((limit != null) ? limit : DEFAULT_LIMIT).at(cursor));
			return new PageDescriptor(page.sessions()
				.stream()
				.map((session) -> FoundSession.of(session, shown(session, showValues)))
				.toList(), page.total(), page.cursor());
		});
	}

	/**
	 * Signs sessions out.
	 * @param where one condition, or several separated by {@code &where=}
	 * @param confirm the expected number of sessions, as an earlier query returned it
	 * @return how many sessions were found and ended
	 */
	@DeleteOperation
	public SignOutResult signOut(@Nullable String where, @Nullable Integer confirm) {
		return signOut(conditions(where), confirm);
	}

	SignOutResult signOut(List<String> conditions, @Nullable Integer confirm) {
		if (conditions.isEmpty()) {
			throw Parameter.bad("'where' is missing: write where=tenant:north");
		}
		if (confirm == null || confirm < 0) {
			throw Parameter.bad("'confirm' is missing or negative: write confirm= and the total that the GET returned");
		}
		return valid(() -> {
			SignOutResult result = this.search.signOut(toQuery(conditions), options(confirm));
			return (confirm > 0) ? result : new SignOutResult(result.total(), 0, result.total() > 0);
		});
	}

	/**
	 * Ends no more sessions than were confirmed, although others may begin meanwhile.
	 */
	static SignOutOptions options(int confirmed) {
		return (confirmed > 0) ? SignOutOptions.atMost(confirmed).ifTotalIs(confirmed) : SignOutOptions.dry();
	}

	private static List<String> conditions(@Nullable String where) {
		return (where == null || where.isBlank()) ? List.of() : List.of(where.split(AND));
	}

	private SessionQuery toQuery(List<String> conditions) {
		return new QueryText(this.search.attributes()).query(conditions);
	}

	/**
	 * Hides values as values of attributes are hidden: those of a hidden attribute, too.
	 */
	private Map<String, List<String>> shown(SessionSummary session, boolean showValues) {
		Map<String, String> attributes = this.search.attributes()
			.stream()
			.collect(Collectors.toMap(IndexedAttribute::name, IndexedAttribute::attribute));
		Map<String, List<String>> shown = new LinkedHashMap<>();
		session.values().forEach((name, values) -> {
			String attribute = attributes.getOrDefault(name, name);
			shown.put(name, showValues ? values.stream().map((value) -> shown(name, attribute, value)).toList()
					: List.of(SanitizableData.SANITIZED_VALUE));
		});
		return shown;
	}

	private String shown(String name, String attribute, String value) {
		Object shown = this.sanitizer.sanitize(new SanitizableData(null, name, value), true);
		return String.valueOf(this.sanitizer.sanitize(new SanitizableData(null, attribute, shown), true));
	}

	private static <T> T valid(Supplier<T> operation) {
		try {
			return operation.get();
		}
		catch (SessionQueryException ex) {
			throw Parameter.bad(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * A page of the sessions that were found.
	 *
	 * @param sessions the sessions, newest first
	 * @param total number of sessions that were found in all
	 * @param cursor where the next page begins, {@code null} on the last page
	 */
	public record PageDescriptor(List<FoundSession> sessions, long total, @Nullable String cursor) {

	}

	/**
	 * A session that was found.
	 *
	 * @param id its id
	 * @param principal the user who is logged in, {@code null} if there is none
	 * @param created when it began
	 * @param lastAccess the last recorded access
	 * @param expires when it ends unless it is used again, {@code null} for never
	 * @param address the address from which the user logged in, {@code null} if unknown
	 * @param userAgent the {@code User-Agent} of the device, {@code null} if unknown
	 * @param values its values of the declared attributes by name, hidden unless they may
	 * be shown
	 */
	public record FoundSession(String id, @Nullable String principal, Instant created, Instant lastAccess,
			@Nullable Instant expires, @Nullable String address, @Nullable String userAgent,
			Map<String, List<String>> values) {

		private static FoundSession of(SessionSummary session, Map<String, List<String>> values) {
			return new FoundSession(session.id(), session.principal(), session.created(), session.lastAccess(),
					session.expires(), session.device().address(), session.device().userAgent(), values);
		}

	}

	/**
	 * Numbers of sessions by value.
	 *
	 * @param counts the values, the most frequent first
	 */
	public record CountsDescriptor(List<ValueCount> counts) {

	}

}
