package io.github.redissession.actuate;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionQueryException;

/**
 * Parses queries as they are written in an address: {@code tenant:north},
 * {@code total:10..50}, {@code principal:alice}, {@code accessed:2026-11-21T10:00:00Z..}.
 * Everything after the first colon is the value, taken literally.
 *
 * @param attributes the declared attributes
 */
record QueryText(List<IndexedAttribute> attributes) {

	private static final String RANGE = "..";

	private static final Map<String, BiFunction<@Nullable Instant, @Nullable Instant, SessionQuery>> TIMES = Map
		.of("created", SessionQuery::created, "accessed", SessionQuery::accessed, "expires", SessionQuery::expires);

	/**
	 * Returns the query for the sessions that meet all conditions.
	 * @param conditions the conditions, empty for all sessions
	 */
	SessionQuery query(List<String> conditions) {
		return conditions.stream().map(this::condition).reduce(SessionQuery.all(), SessionQuery::and);
	}

	private SessionQuery condition(String text) {
		int colon = text.indexOf(':');
		if (colon < 1) {
			throw new SessionQueryException(
					"'%s' is not a condition: write a name, a colon and a value, as in tenant:north".formatted(text));
		}
		String name = text.substring(0, colon);
		String value = text.substring(colon + 1);
		IndexedAttribute attribute = this.attributes.stream()
			.filter((one) -> one.name().equals(name))
			.findFirst()
			.orElse(null);
		if (attribute != null) {
			return (attribute.type() != IndexType.NUMERIC) ? SessionQuery.where(name).is(value)
					: range(value, Double::valueOf, "'%s' is not a number: write 10..50, 10.. or ..50",
							(min, max) -> SessionQuery.where(name)
								.between((min != null) ? min : Double.NEGATIVE_INFINITY,
										(max != null) ? max : Double.POSITIVE_INFINITY));
		}
		if (name.equals("principal")) {
			return SessionQuery.principal(value);
		}
		BiFunction<@Nullable Instant, @Nullable Instant, SessionQuery> time = TIMES.get(name);
		if (time == null) {
			throw new SessionQueryException("There is no '%s': query %s, principal, created, accessed or expires"
				.formatted(name, this.attributes.stream().map(IndexedAttribute::name).toList()));
		}
		return range(value, Instant::parse,
				"'%s' is not a time: write 2026-11-21T10:00:00Z.., with two dots for a period", time);
	}

	/**
	 * Returns the query for a range. Either end may be omitted, and is {@code null} then;
	 * a single value is both ends.
	 */
	private static <T> SessionQuery range(String value, Function<String, T> type, String error,
			BiFunction<@Nullable T, @Nullable T, SessionQuery> query) {
		int dots = value.indexOf(RANGE);
		if (dots < 0) {
			T both = parse(value, type, error);
			return query.apply(both, both);
		}
		String first = value.substring(0, dots);
		String last = value.substring(dots + RANGE.length());
		return query.apply(first.isEmpty() ? null : parse(first, type, error),
				last.isEmpty() ? null : parse(last, type, error));
	}

	private static <T> T parse(String text, Function<String, T> type, String error) {
		try {
			return type.apply(text);
		}
		catch (NumberFormatException | DateTimeParseException ex) {
			throw new SessionQueryException(error.formatted(text));
		}
	}

}
