package io.github.redissession.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The static fields that hold the instances of a class which nobody else creates: a
 * singleton, a Kotlin {@code object}, or the constants of a type that could be an enum.
 * Such an instance must come back as itself.
 */
final class ConstantFields {

	private final Class<?> type;

	private final List<Field> fields;

	private ConstantFields(Class<?> type, List<Field> fields) {
		this.type = type;
		this.fields = fields;
	}

	/**
	 * Returns the fields, {@code null} if the class has none, if others can create
	 * instances, or if it has an {@code equals} method that compares what they hold.
	 */
	static @Nullable ConstantFields of(Class<?> type) {
		if (type.isEnum() || type.isArray() || type.isInterface() || type.getName().startsWith("java.")
				|| !Arrays.stream(type.getDeclaredConstructors()).allMatch(ConstantFields::isHidden)
				|| comparesContent(type)) {
			return null;
		}
		List<Field> fields = new ArrayList<>();
		addFields(type, type, fields);
		for (Class<?> holder : type.getDeclaredClasses()) {
			addFields(holder, type, fields);
		}
		if (type.getDeclaringClass() != null) {
			addFields(type.getDeclaringClass(), type, fields);
		}
		return fields.isEmpty() ? null : new ConstantFields(type, List.copyOf(fields));
	}

	private static boolean isHidden(Constructor<?> constructor) {
		return Modifier.isPrivate(constructor.getModifiers()) || constructor.isSynthetic();
	}

	private static boolean comparesContent(Class<?> type) {
		try {
			return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class
					&& AllowedTypes.hasFields(type);
		}
		catch (NoSuchMethodException ex) {
			return false;
		}
	}

	private static void addFields(Class<?> holder, Class<?> type, List<Field> fields) {
		for (Field field : holder.getDeclaredFields()) {
			if (Modifier.isStatic(field.getModifiers()) && field.getType() == type && field.trySetAccessible()) {
				fields.add(field);
			}
		}
	}

	/**
	 * Returns whether there is one instance only, without state: then no name is needed.
	 */
	boolean isSingle() {
		return this.fields.size() == 1 && !AllowedTypes.hasFields(this.type);
	}

	/**
	 * Returns the name of the field that holds an instance, {@code null} if none does.
	 */
	@Nullable String nameOf(Object value) {
		for (Field field : this.fields) {
			if (get(field) == value) {
				if (!Modifier.isFinal(field.getModifiers())) {
					throw UnfitTypeException.because(this.type,
							"is kept in the static field " + name(field) + ", and would come back as another instance;"
									+ " make the field final, or give the class a readResolve method");
				}
				return name(field);
			}
		}
		return null;
	}

	/**
	 * Returns the instance in a field.
	 * @param name the field's name, {@code null} for the only one
	 */
	Object value(@Nullable String name) {
		for (Field field : this.fields) {
			Object value = (name == null || name(field).equals(name)) ? get(field) : null;
			if (value != null) {
				return value;
			}
		}
		throw UnfitTypeException.because(this.type, "has no such constant");
	}

	private String name(Field field) {
		return (field.getDeclaringClass() == this.type) ? field.getName()
				: field.getDeclaringClass().getSimpleName() + "." + field.getName();
	}

	private static @Nullable Object get(Field field) {
		try {
			return field.get(null);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
