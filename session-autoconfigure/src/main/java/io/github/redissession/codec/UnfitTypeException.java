package io.github.redissession.codec;

/**
 * Says which type or format cannot be written or read, and why; it never holds a value.
 */
final class UnfitTypeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private UnfitTypeException(String message) {
		super(message);
	}

	static UnfitTypeException notAllowed(Class<?> type) {
		String name = type.getName();
		if (JdkClasses.contains(type)) {
			return new UnfitTypeException(name + " is not a JDK type that a session can hold; copy its content"
					+ " into one that is, or into a class of a package in " + AllowedTypes.PROPERTY);
		}
		if (AllowedTypes.losesState(type) || name.startsWith("com.google.common.collect.")
				|| name.startsWith("io.vavr.collection.")) {
			return new UnfitTypeException(name + " is a collection that is not stored (" + AllowedTypes.PROPERTY
					+ " does not change that); copy its content into a collection or map of java.util");
		}
		String entry = type.getPackageName().isEmpty() ? name : type.getPackageName();
		return new UnfitTypeException(
				name + " is not allowed; add " + entry + " to " + AllowedTypes.PROPERTY + " if you trust it");
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
