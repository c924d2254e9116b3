package io.github.redissession.query.engine;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.plan.Condition;
import io.github.redissession.query.plan.ValueText;

/**
 * A condition in the language of Redis Search, dialect 2. Nothing in it needs to be
 * escaped: names are plain words, values are {@link ValueText}s, all else is numbers.
 *
 * @param text what is asked, empty for everything
 * @param isExact whether exactly those sessions are found that fulfil the condition;
 * otherwise others as well
 */
record SearchText(String text, boolean isExact) {

	private static final SearchText ALL = new SearchText("", true);

	private static final SearchText MORE = new SearchText("", false);

	private static final String NOTHING = "(@created:[-inf +inf] -@created:[-inf +inf])";

	/** What a double can say to the millisecond, and longer than any session lives. */
	private static final Instant LAST = Instant.ofEpochMilli(1L << 53);

	private static final Instant FIRST = Instant.ofEpochMilli(-(1L << 53));

	static SearchText of(Condition condition) {
		if (condition instanceof Condition.Tag tag) {
			return new SearchText(
					tag.texts().isEmpty() ? NOTHING : "(@%s:{%s})".formatted(tag.name(), String.join("|", tag.texts())),
					true);
		}
		if (condition instanceof Condition.Range range) {
			return range(range.name(), range.min(), range.max());
		}
		if (condition instanceof Condition.Time time) {
			return range(field(time.field()), from(time.from()), to(time.to()));
		}
		if (condition instanceof Condition.And and) {
			return and(and.all().stream().map(SearchText::of).toList());
		}
		if (condition instanceof Condition.Or or) {
			return or(or.any().stream().map(SearchText::of).toList());
		}
		if (condition instanceof Condition.Not not) {
			return not(not.other());
		}
		// Names of users are stored as they are, which no list of values can hold.
		return (condition instanceof Condition.All) ? ALL : MORE;
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
	 * Denies single values only: Redis Search 8.0 misses sessions where one negation is
	 * inside of another and the time adds a third.
	 */
	private static SearchText not(Condition condition) {
		if (condition instanceof Condition.Not not) {
			return of(not.other());
		}
		if (condition instanceof Condition.And and) {
			return or(and.all().stream().map(SearchText::not).toList());
		}
		if (condition instanceof Condition.Or or) {
			return and(or.any().stream().map(SearchText::not).toList());
		}
		SearchText one = of(condition);
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
	 * Sessions have whole milliseconds, so a period begins with the next one.
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

	static String field(Condition.Field field) {
		return switch (field) {
			case CREATED -> "created";
			case ACCESSED -> "accessed";
			case EXPIRES -> "expires";
		};
	}

	/**
	 * The question for those that have not ended.
	 * @param now the time in ms
	 */
	String live(long now) {
		return this.text + (this.text.isEmpty() ? "" : " ") + "-@expires:[-inf %d]".formatted(now);
	}

	/**
	 * The question for some of them.
	 * @param range which times of their beginning
	 */
	SearchText and(String range) {
		return new SearchText((this.text.isEmpty() ? "" : this.text + " ") + range, this.isExact);
	}

}
