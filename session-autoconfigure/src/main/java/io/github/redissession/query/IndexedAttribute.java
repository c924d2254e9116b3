package io.github.redissession.query;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An attribute by which sessions can be found.
 *
 * @param name the name in questions: a letter, then letters, digits and underscores; not
 * {@code created}, {@code accessed}, {@code expires} or {@code principal}
 * @param attribute the name of the session attribute
 * @param path the names of fields that lead to the value inside of the attribute, empty
 * for the attribute itself; lists on the way are walked through
 * @param type what the values are
 */
public record IndexedAttribute(String name, String attribute, List<String> path, IndexType type) {

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

	/** By these sessions can be found without a declaration. */
	private static final Set<String> EVERYWHERE = Set.of("created", "accessed", "expires", "principal");

	public IndexedAttribute {
		if (!NAME.matcher(name).matches()) {
			throw new SessionQueryException(
					"'%s' cannot be the name of an indexed attribute: use a letter, then at most 63 letters, digits and underscores"
						.formatted(name));
		}
		if (EVERYWHERE.contains(name)) {
			throw new SessionQueryException(
					"'%s' cannot be the name of an indexed attribute, because every session can be found by it: choose another name"
						.formatted(name));
		}
		if (attribute.isBlank()) {
			throw new SessionQueryException("The path of '%s' names no session attribute".formatted(name));
		}
		path = List.copyOf(path);
	}

	/**
	 * An attribute as it is declared.
	 * @param name the name in questions
	 * @param path the name of the session attribute and those of the fields, with dots
	 * between
	 * @param type what the values are
	 * @return the attribute
	 */
	public static IndexedAttribute of(String name, String path, IndexType type) {
		List<String> parts = Arrays.asList(path.split("\\.", -1));
		if (parts.stream().anyMatch(String::isBlank)) {
			throw new SessionQueryException(
					"The path '%s' of '%s' is none: write a session attribute and fields with dots between, as in cart.lines.sku"
						.formatted(path, name));
		}
		return new IndexedAttribute(name, parts.get(0), parts.subList(1, parts.size()), type);
	}

}
