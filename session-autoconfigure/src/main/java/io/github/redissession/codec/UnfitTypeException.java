package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Says which type or format cannot be written or read, and why; it never holds a value.
 */
final class UnfitTypeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private UnfitTypeException(String message) {
		super(message);
	}

	/**
	 * Refuses a class in a format that reads it by its fields.
	 * @param type the class
	 * @param fields other classes that are not allowed, of its fields at any depth
	 */
	static UnfitTypeException notAllowed(Class<?> type, Collection<Class<?>> fields) {
		String name = type.getName();
		UnfitTypeException special = special(type, fields);
		if (special != null) {
			return special;
		}
		if (!JdkClasses.contains(type)) {
			if (AllowedTypes.losesState(type) || name.startsWith("com.google.common.collect.")
					|| name.startsWith("io.vavr.collection.")) {
				return new UnfitTypeException(name + " is a collection that is not stored (" + AllowedTypes.PROPERTY
						+ " does not change that); copy its content into a collection or map of java.util");
			}
			if (!MissingTypes.isReadable(type) || !fields.stream().allMatch(MissingTypes::isReadable)) {
				return new UnfitTypeException(name + " cannot be read back by its fields (" + AllowedTypes.PROPERTY
						+ " does not change that); copy its content into a record of the application");
			}
		}
		List<Class<?>> all = new ArrayList<>(fields);
		all.add(0, type);
		return notAllowed(all);
	}

	/**
	 * Refuses classes that can be stored once they are allowed, unless they are the
	 * JDK's.
	 */
	static UnfitTypeException notAllowed(Collection<Class<?>> types) {
		Set<String> entries = new LinkedHashSet<>();
		for (Class<?> type : types) {
			UnfitTypeException special = special(type, List.of());
			if (special != null) {
				return special;
			}
			if (JdkClasses.contains(type)) {
				return new UnfitTypeException(
						type.getName() + " is not a JDK type that a session can hold; copy its content into one that"
								+ " is, or into a class of a package in " + AllowedTypes.PROPERTY);
			}
			entries.add(type.getPackageName().isEmpty() ? type.getName() : type.getPackageName());
		}
		return new UnfitTypeException(types.iterator().next().getName() + " is not allowed; add "
				+ String.join(", ", entries) + " to " + AllowedTypes.PROPERTY + " if you trust it");
	}

	private static @Nullable UnfitTypeException special(Class<?> type, Collection<Class<?>> fields) {
		UnfitTypeException node = TreeKinds.refusal(type);
		return (node != null) ? node : ProcessLocks.refusal(type, fields);
	}

	static UnfitTypeException unknownId(String id) {
		boolean printable = id.length() <= 200 && id.codePoints()
			.allMatch((point) -> point == '.' || point == '[' || point == ']' || Character.isJavaIdentifierPart(point));
		return new UnfitTypeException(
				(printable ? id : "a type") + " is unknown or not allowed by " + AllowedTypes.PROPERTY);
	}

	static UnfitTypeException format(String reason) {
		return new UnfitTypeException(reason);
	}

	static UnfitTypeException because(Class<?> type, String reason) {
		return new UnfitTypeException(type.getName() + " " + reason);
	}

}
