package io.github.redissession.query;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A declared attribute, by which sessions can be found.
 *
 * @param name the name in queries: a letter, followed by at most 63 letters, digits and
 * underscores; not {@code created}, {@code accessed}, {@code expires} or
 * {@code principal}
 * @param attribute the name of the session attribute
 * @param path the names of the fields that lead to the value within the attribute, empty
 * for the attribute itself; lists along the path are traversed
 * @param type the type of the values
 */
public record IndexedAttribute(String name, String attribute, List<String> path, IndexType type) {

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

	/** Sessions can be found by these names without a declaration. */
	private static final Set<String> RESERVED = Set.of("created", "accessed", "expires", "principal");

	public IndexedAttribute {
		if (!NAME.matcher(name).matches()) {
			throw new SessionQueryException(
					"'%s' cannot be the name of an indexed attribute: use a letter, then at most 63 letters, digits and underscores"
						.formatted(name));
		}
		if (RESERVED.contains(name)) {
			throw new SessionQueryException(
					"'%s' cannot be the name of an indexed attribute, because it is reserved: choose another name"
						.formatted(name));
		}
		if (attribute.isBlank()) {
			throw new SessionQueryException(
					"The path of '%s' must begin with the name of a session attribute".formatted(name));
		}
		path = List.copyOf(path);
	}

	/**
	 * Creates an attribute from its declaration.
	 * @param name the name in queries
	 * @param path the names of the session attribute and of the fields, separated by dots
	 * @param type the type of the values
	 * @return the attribute
	 */
	public static IndexedAttribute of(String name, String path, IndexType type) {
		List<String> parts = Arrays.asList(path.split("\\.", -1));
		if (parts.stream().anyMatch(String::isBlank)) {
			throw new SessionQueryException(
					"The path '%s' of '%s' is not valid: write the names of a session attribute and of its fields, separated by dots, as in cart.lines.sku"
						.formatted(path, name));
		}
		return new IndexedAttribute(name, parts.get(0), parts.subList(1, parts.size()), type);
	}

}
