package io.github.redissession.codec;

import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;

import org.springframework.core.NestedExceptionUtils;

/**
 * Says why a value could not be written or read, without quoting it as Jackson's messages
 * do.
 */
final class Failure {

	private Failure() {
	}

	static String describe(Throwable failure) {
		UnfitTypeException unfit = find(failure, UnfitTypeException.class);
		String place = place(failure);
		if (unfit != null) {
			return unfit.getMessage() + place;
		}
		if (failure instanceof StackOverflowError || find(failure, StreamConstraintsException.class) != null) {
			return "it is nested too deeply, contains itself or is too large" + place;
		}
		return NestedExceptionUtils.getMostSpecificCause(failure).getClass().getSimpleName() + place;
	}

	/**
	 * Returns the path to the value as classes and their properties, without the keys of
	 * maps, which may be secrets.
	 */
	private static String place(Throwable failure) {
		JacksonException jackson = find(failure, JacksonException.class);
		if (jackson == null || jackson.getPath() == null || jackson.getPath().isEmpty()) {
			return "";
		}
		String steps = jackson.getPath()
			.stream()
			.map(Failure::step)
			.filter((step) -> !step.isEmpty())
			.distinct()
			.limit(10)
			.collect(Collectors.joining(" > "));
		return steps.isEmpty() ? "" : " (at " + steps + ")";
	}

	private static String step(JacksonException.Reference reference) {
		Object from = reference.from();
		Class<?> type = (from instanceof Class<?> known) ? known : (from != null) ? from.getClass() : Object.class;
		if (type.getName().startsWith("java.")) {
			return "";
		}
		String property = reference.getPropertyName();
		return type.getSimpleName() + ((property != null && !Map.class.isAssignableFrom(type)) ? "." + property : "");
	}

	private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		for (Throwable current = failure; current != null; current = current.getCause()) {
			if (type.isInstance(current)) {
				return type.cast(current);
			}
		}
		return null;
	}

}
