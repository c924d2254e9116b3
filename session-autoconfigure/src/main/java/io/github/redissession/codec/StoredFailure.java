package io.github.redissession.codec;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * What a session keeps of an exception: its class, its message, those of its causes, and
 * the fields that can be stored. Not its stack trace, and no authentication, which holds
 * the password or the token of a failed login.
 *
 * @param type the name of its class
 * @param message what {@code getMessage} returned
 * @param causes what is kept of its causes, the nearest first
 * @param fields the values of its own fields by their names
 */
record StoredFailure(String type, @Nullable String message, ArrayList<Cause> causes,
		LinkedHashMap<String, Object> fields) implements Serializable {

	private static final long serialVersionUID = 1L;

	/** Also ends a circle of causes. */
	private static final int MAX_CAUSES = 10;

	/**
	 * Returns what is kept of an exception.
	 * @param storable tells whether a session can hold the value of a field; what it
	 * cannot hold is left out
	 */
	static StoredFailure of(Throwable failure, Predicate<Object> storable) {
		LinkedHashMap<String, Object> fields = new LinkedHashMap<>();
		for (Field field : fields(failure.getClass())) {
			Object value = value(field, failure);
			if (value != null && !isLogin(value) && !fields.containsKey(field.getName()) && storable.test(value)) {
				fields.put(field.getName(), value);
			}
		}
		return new StoredFailure(failure.getClass().getName(), failure.getMessage(), causes(failure), fields);
	}

	private static ArrayList<Cause> causes(Throwable failure) {
		ArrayList<Cause> causes = new ArrayList<>();
		for (Throwable cause = failure.getCause(); cause != null
				&& causes.size() < MAX_CAUSES; cause = cause.getCause()) {
			String type = (cause instanceof UnknownFailure unknown) ? unknown.type() : cause.getClass().getName();
			causes.add(new Cause(type, cause.getMessage()));
		}
		return causes;
	}

	/**
	 * Returns the fields of an exception's class and its superclasses, up to the JDK's
	 * and Spring Security's base class.
	 */
	static List<Field> fields(Class<?> type) {
		List<Field> fields = new ArrayList<>();
		for (Class<?> current = type; !current.getName().startsWith("java.")
				&& !isBase(current); current = current.getSuperclass()) {
			for (Field field : current.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())
						&& !field.isSynthetic()) {
					fields.add(field);
				}
			}
		}
		return fields;
	}

	private static boolean isBase(Class<?> type) {
		return type.getName().equals(SecurityTypes.PREFIX + "core.AuthenticationException");
	}

	private static boolean isLogin(Object value) {
		return ClassUtils.getAllInterfacesForClassAsSet(value.getClass())
			.stream()
			.anyMatch((type) -> type.getName().equals(SecurityTypes.PREFIX + "core.Authentication"));
	}

	private static @Nullable Object value(Field field, Throwable failure) {
		try {
			field.setAccessible(true);
			return field.get(failure);
		}
		catch (IllegalAccessException | RuntimeException ex) {
			return null;
		}
	}

	/**
	 * What a session keeps of the cause of an exception.
	 *
	 * @param type the name of its class
	 * @param message its message
	 */
	record Cause(String type, @Nullable String message) implements Serializable {

		private static final long serialVersionUID = 1L;

	}

}
