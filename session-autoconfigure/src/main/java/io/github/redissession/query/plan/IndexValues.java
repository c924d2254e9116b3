package io.github.redissession.query.plan;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionRecord;

/**
 * The values of a declared attribute as a detail of a session: tags as {@link ValueText}s
 * with commas between, a number as it is.
 */
public final class IndexValues {

	private static final String SEPARATOR = ",";

	private IndexValues() {
	}

	/**
	 * The detail that has the values of an attribute.
	 */
	public static String detail(String name) {
		return SessionRecord.INDEX_PREFIX + name;
	}

	static String write(Collection<String> tags) {
		return tags.stream().map(ValueText::encode).distinct().collect(Collectors.joining(SEPARATOR));
	}

	/**
	 * The tags of a session, as {@link ValueText}s.
	 */
	public static List<String> tags(Map<String, String> details, String name) {
		String text = details.get(detail(name));
		return (text != null && !text.isEmpty()) ? Arrays.asList(text.split(SEPARATOR)) : List.of();
	}

	/**
	 * The number of a session.
	 */
	public static @Nullable Double number(Map<String, String> details, String name) {
		String text = details.get(detail(name));
		return (text != null) ? finite(text) : null;
	}

	/**
	 * A number that a text says.
	 * @return the number, {@code null} if it says none
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
