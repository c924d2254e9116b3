package io.github.redissession.codec;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which attributes have another format than the rest, or none, by patterns of their names
 * or of the names of their classes.
 * <p>
 * The most specific pattern wins: one that matches the attribute's name before one that
 * matches its class, one without wildcards before one with them, one with more other
 * characters before one with fewer, and otherwise the first.
 */
public final class FormatRules {

	/** No attribute differs. */
	public static final FormatRules NONE = new FormatRules(Map.of());

	/** The property that these rules come from. */
	public static final String PROPERTY = "redis-session.codec.formats";

	/** Most specific first. */
	private final List<Rule> rules;

	/**
	 * Creates the rules.
	 * @param choices choices by pattern, in the order in which they are declared
	 * @throws IllegalArgumentException if a pattern is invalid; the message says why
	 */
	public FormatRules(Map<String, FormatChoice> choices) {
		this.rules = choices.entrySet()
			.stream()
			.map((entry) -> new Rule(new NamePattern(entry.getKey().strip()), entry.getValue()))
			.sorted(Comparator.comparing((Rule rule) -> !rule.pattern.isExact())
				.thenComparing((rule) -> -rule.pattern.literals())
				.thenComparing((rule) -> rule.pattern.wildcards()))
			.toList();
	}

	/**
	 * Whether an attribute is kept in this process and not stored.
	 * @param name the attribute's name
	 * @param type the class of its value
	 * @return {@code false} if it is stored
	 */
	public boolean isLocal(String name, Class<?> type) {
		return choice(name, type) == FormatChoice.LOCAL;
	}

	/**
	 * Returns the format of an attribute, {@code null} if it is that of the rest.
	 */
	@Nullable AttributeFormat format(String name, Class<?> type) {
		FormatChoice choice = choice(name, type);
		return (choice != null) ? choice.format() : null;
	}

	private @Nullable FormatChoice choice(String name, Class<?> type) {
		FormatChoice byName = this.rules.isEmpty() ? null : choice(name);
		return (byName != null || this.rules.isEmpty()) ? byName : choice(AllowedTypes.element(type).getName());
	}

	private @Nullable FormatChoice choice(String name) {
		for (Rule rule : this.rules) {
			if (rule.pattern.matches(name)) {
				return rule.choice;
			}
		}
		return null;
	}

	Set<AttributeFormat> formats() {
		Set<AttributeFormat> formats = EnumSet.noneOf(AttributeFormat.class);
		for (Rule rule : this.rules) {
			AttributeFormat format = rule.choice.format();
			if (format != null) {
				formats.add(format);
			}
		}
		return formats;
	}

	/**
	 * Whether a pattern maps the classes of a package that it names to Java
	 * serialization, which allows them there.
	 */
	boolean allowsInJdk(String className) {
		return this.rules.stream()
			.anyMatch((rule) -> rule.choice == FormatChoice.JDK && rule.pattern.namesPackage()
					&& rule.pattern.matches(className));
	}

	/**
	 * A pattern and the choice for what it matches.
	 */
	private record Rule(NamePattern pattern, FormatChoice choice) {

	}

}
