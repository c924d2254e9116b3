package io.github.redissession.query.plan;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionRecord;

/**
 * The values of a declared attribute in a detail of the session: tags as
 * {@link ValueText}s separated by commas, a number as it is.
 */
public final class IndexValues {

	private static final String SEPARATOR = ",";

	private IndexValues() {
	}

	/**
	 * Returns the name of the detail that holds the values of an attribute.
	 */
	public static String detail(String name) {
		return SessionRecord.INDEX_PREFIX + name;
	}

	static String write(Collection<String> tags) {
		return tags.stream().map(ValueText::encode).distinct().collect(Collectors.joining(SEPARATOR));
	}

	/**
	 * Returns the tags of a session as {@link ValueText}s.
	 */
	public static List<String> tags(Map<String, String> details, String name) {
		String text = details.get(detail(name));
		return (text != null && !text.isEmpty()) ? Arrays.asList(text.split(SEPARATOR)) : List.of();
	}

	/**
	 * Returns the number of a session, {@code null} if it has none.
	 */
	public static @Nullable Double number(Map<String, String> details, String name) {
		String text = details.get(detail(name));
		return (text != null) ? finite(text) : null;
	}

	/**
	 * Parses a finite number.
	 * @return the number, {@code null} if the text is not one
	 */
	public static @Nullable Double finite(String text) {
		try {
			double number = Double.parseDouble(text);
			return Double.isFinite(number) ? number : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
