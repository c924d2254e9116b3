package io.github.redissession.codec;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * A pattern of names with dots: {@code *} stands for any characters except dots, and
 * {@code **} for any characters.
 */
final class NamePattern {

	/**
	 * Packages of many unrelated libraries, some with classes that must not be read from
	 * a session.
	 */
	private static final Set<String> UMBRELLAS = Set.of("org.springframework.", "org.apache.", "org.apache.commons.",
			"org.eclipse.", "org.codehaus.", "org.jboss.", "com.google.", "com.sun.");

	private static final Pattern WILDCARD = Pattern.compile("\\*\\*?");

	private final String text;

	/** What every name that matches begins with. */
	private final String start;

	private final Pattern regex;

	NamePattern(String text) {
		if (text.isBlank() || text.contains("***") || text.contains("[") || text.contains("]") || text.endsWith(".")) {
			throw new IllegalArgumentException(FormatRules.PROPERTY + " contains the pattern \"" + text
					+ "\", but must list names such as com.example.Cart, com.example.* or com.example.**");
		}
		this.text = text;
		this.start = text.contains("*") ? text.substring(0, text.indexOf('*')) : text;
		this.regex = Pattern.compile(WILDCARD.matcher(Pattern.quote(text))
			.replaceAll((found) -> found.group().equals("*") ? "\\\\E[^.]*\\\\Q" : "\\\\E(?s:.*)\\\\Q"));
	}

	boolean matches(String name) {
		return name.startsWith(this.start) && (isExact() ? name.length() == this.text.length() : isMatch(name));
	}

	private boolean isMatch(String name) {
		return this.regex.matcher(name).matches();
	}

	boolean isExact() {
		return !this.text.contains("*");
	}

	/**
	 * Returns the number of characters that a name must have in common with this pattern.
	 */
	int literals() {
		return this.text.replace("*", "").length();
	}

	int wildcards() {
		return this.text.length() - literals();
	}

	/**
	 * Whether the pattern names the package, and not only an umbrella such as
	 * {@code org.apache}, that its classes are in.
	 */
	boolean namesPackage() {
		String literal = isExact() ? this.text : this.text.substring(0, this.text.indexOf('*'));
		String prefix = literal.substring(0, literal.lastIndexOf('.') + 1);
		return prefix.indexOf('.') < prefix.length() - 1 && !UMBRELLAS.contains(prefix);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
