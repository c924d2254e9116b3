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
 * Reads questions as they are written in an address: {@code tenant:north},
 * {@code total:10..50}, {@code principal:alice}, {@code accessed:2026-11-21T10:00:00Z..}.
 * All that comes after the first colon is the value, as it is.
 *
 * @param attributes what is declared
 */
record QueryText(List<IndexedAttribute> attributes) {

	private static final String RANGE = "..";

	private static final Map<String, BiFunction<@Nullable Instant, @Nullable Instant, SessionQuery>> TIMES = Map
		.of("created", SessionQuery::created, "accessed", SessionQuery::accessed, "expires", SessionQuery::expires);

	/**
	 * All sessions for which every one of the conditions holds.
	 * @param conditions the conditions, none for all sessions
	 */
	SessionQuery query(List<String> conditions) {
		return conditions.stream().map(this::condition).reduce(SessionQuery.all(), SessionQuery::and);
	}

	private SessionQuery condition(String text) {
		int colon = text.indexOf(':');
		if (colon < 1) {
			throw new SessionQueryException(
					"'%s' is no condition: write a name, a colon and a value, as in tenant:north".formatted(text));
		}
		String name = text.substring(0, colon);
		String value = text.substring(colon + 1);
		IndexedAttribute attribute = this.attributes.stream()
			.filter((one) -> one.name().equals(name))
			.findFirst()
			.orElse(null);
		if (attribute != null) {
			return (attribute.type() == IndexType.NUMERIC) ? range(name, value) : SessionQuery.where(name).is(value);
		}
		if (name.equals("principal")) {
			return SessionQuery.principal(value);
		}
		BiFunction<@Nullable Instant, @Nullable Instant, SessionQuery> time = TIMES.get(name);
		if (time == null) {
			throw new SessionQueryException(
					"There is no '%s': declared are %s, and there are principal, created, accessed and expires"
						.formatted(name, this.attributes.stream().map(IndexedAttribute::name).toList()));
		}
		return time.apply(end(value, true, QueryText::instant), end(value, false, QueryText::instant));
	}

	private static SessionQuery range(String name, String value) {
		Double min = end(value, true, QueryText::number);
		Double max = end(value, false, QueryText::number);
		return SessionQuery.where(name)
			.between((min != null) ? min : Double.NEGATIVE_INFINITY, (max != null) ? max : Double.POSITIVE_INFINITY);
	}

	/**
	 * One end of a range, {@code null} if it is open. A value alone is both ends.
	 */
	private static <T> @Nullable T end(String value, boolean first, Function<String, T> type) {
		int dots = value.indexOf(RANGE);
		String end = (dots < 0) ? value : first ? value.substring(0, dots) : value.substring(dots + RANGE.length());
		return (end.isEmpty() && dots >= 0) ? null : type.apply(end);
	}

	private static Double number(String text) {
		try {
			return Double.valueOf(text);
		}
		catch (NumberFormatException ex) {
			throw new SessionQueryException("'%s' is no number: write 10..50, 10.. or ..50".formatted(text));
		}
	}

	private static Instant instant(String text) {
		try {
			return Instant.parse(text);
		}
		catch (DateTimeParseException ex) {
			throw new SessionQueryException(
					"'%s' is no time: write 2026-11-21T10:00:00Z.., with two dots for a period".formatted(text));
		}
	}

}
