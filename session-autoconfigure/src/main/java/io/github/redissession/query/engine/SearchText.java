package io.github.redissession.query.engine;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.plan.ValueText;

/**
 * A prepared query in the syntax of Redis Search, dialect 2. Nothing in it needs
 * escaping: names are plain words, values are {@link ValueText}s, and everything else is
 * numbers.
 *
 * @param text the text of the query, empty for all sessions
 * @param isExact whether exactly the matching sessions are found; otherwise others are
 * found as well
 */
record SearchText(String text, boolean isExact) {

	private static final SearchText ALL = new SearchText("", true);

	private static final SearchText MORE = new SearchText("", false);

	private static final String NOTHING = "(@created:[-inf +inf] -@created:[-inf +inf])";

	/**
	 * A double is exact to the millisecond up to here, and no session lives that long.
	 */
	private static final Instant LAST = Instant.ofEpochMilli(1L << 53);

	private static final Instant FIRST = Instant.ofEpochMilli(-(1L << 53));

	static SearchText of(SessionQuery query) {
		if (query instanceof SessionQuery.Tag tag) {
			return new SearchText(tag.values().isEmpty() ? NOTHING
					: "(@%s:{%s})".formatted(tag.name(), String.join("|", tag.values())), true);
		}
		if (query instanceof SessionQuery.Range range) {
			return range(range.name(), range.min(), range.max());
		}
		if (query instanceof SessionQuery.Time time) {
			return range(field(time.field()), from(time.from()), to(time.to()));
		}
		if (query instanceof SessionQuery.And and) {
			return and(and.all().stream().map(SearchText::of).toList());
		}
		if (query instanceof SessionQuery.Or or) {
			return or(or.any().stream().map(SearchText::of).toList());
		}
		if (query instanceof SessionQuery.Not not) {
			return not(not.other());
		}
		// User names are not indexed: they may contain any character, also a separator.
		return (query instanceof SessionQuery.All) ? ALL : MORE;
	}

	private static SearchText and(List<SearchText> all) {
		String text = all.stream()
			.map(SearchText::text)
			.filter((one) -> !one.isEmpty())
			.collect(Collectors.joining(" "));
		return new SearchText(text.isEmpty() ? "" : "(" + text + ")", all.stream().allMatch(SearchText::isExact));
	}

	private static SearchText or(List<SearchText> any) {
		boolean exact = any.stream().allMatch(SearchText::isExact);
		if (any.isEmpty()) {
			return new SearchText(NOTHING, true);
		}
		if (any.stream().anyMatch((one) -> one.text().isEmpty())) {
			return new SearchText("", exact);
		}
		return new SearchText(any.stream().map(SearchText::text).collect(Collectors.joining(" | ", "(", ")")), exact);
	}

	/**
	 * Negates single values only: Redis Search 8.0 misses sessions if one negation is
	 * nested in another and the time adds a third.
	 */
	private static SearchText not(SessionQuery query) {
		if (query instanceof SessionQuery.Not not) {
			return of(not.other());
		}
		if (query instanceof SessionQuery.And and) {
			return or(and.all().stream().map(SearchText::not).toList());
		}
		if (query instanceof SessionQuery.Or or) {
			return and(or.any().stream().map(SearchText::not).toList());
		}
		SearchText one = of(query);
		if (one.text().equals(NOTHING)) {
			return ALL;
		}
		return !one.isExact() ? MORE : new SearchText(one.text().isEmpty() ? NOTHING : "(-" + one.text() + ")", true);
	}

	private static SearchText range(String name, double min, double max) {
		return new SearchText((min > max) ? NOTHING : "(@%s:[%s %s])".formatted(name, number(min), number(max)), true);
	}

	private static String number(double number) {
		if (Double.isInfinite(number)) {
			return (number > 0) ? "+inf" : "-inf";
		}
		return new BigDecimal(Double.toString(number)).toPlainString();
	}

	/**
	 * The times of sessions are whole milliseconds, so a period begins with the next one.
	 */
	private static double from(@Nullable Instant time) {
		if (time == null || time.isBefore(FIRST)) {
			return Double.NEGATIVE_INFINITY;
		}
		return time.isAfter(LAST) ? Double.POSITIVE_INFINITY : time.plusNanos(999_999).toEpochMilli();
	}

	private static double to(@Nullable Instant time) {
		if (time == null || time.isAfter(LAST)) {
			return Double.POSITIVE_INFINITY;
		}
		return time.isBefore(FIRST) ? Double.NEGATIVE_INFINITY : time.toEpochMilli();
	}

	private static String field(SessionQuery.Field field) {
		return switch (field) {
			case CREATED -> "created";
			case ACCESSED -> "accessed";
			case EXPIRES -> "expires";
		};
	}

	/**
	 * Returns the text that finds only sessions that have not ended.
	 * @param now the current time in ms since the epoch
	 */
	String live(long now) {
		return this.text + (this.text.isEmpty() ? "" : " ") + "-@expires:[-inf %d]".formatted(now);
	}

	/**
	 * Returns the text that finds only sessions that began in a range of times.
	 */
	SearchText and(String range) {
		return new SearchText((this.text.isEmpty() ? "" : this.text + " ") + range, this.isExact);
	}

}
