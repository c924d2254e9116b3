package io.github.redissession.codec;

import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a class says about its own Java serialization, which Jackson does not ask for.
 */
final class OwnSerialization {

	static final String ADVICE = "map the attribute to jdk with redis-session.codec.formats, which keeps it, define a SessionAttributeCodec"
			+ " bean for the class, or state with @JsonCreator how to restore it";

	private OwnSerialization() {
	}

	/**
	 * Refuses a class that writes transient fields itself. Whether its method writes them
	 * cannot be seen, so one that does not is refused as well, unless Jackson's
	 * annotations say that JSON was thought of.
	 */
	static void checkWritten(Class<?> type) {
		List<Field> fields = transientFields(type);
		if (!fields.isEmpty() && writesItself(type) && !isAnnotated(type)) {
			throw UnfitTypeException.because(type, "has its own writeObject, writeReplace or writeExternal method and"
					+ " the transient field " + fields.get(0).getName() + ", which would be lost; " + ADVICE);
		}
	}

	/**
	 * Returns whether a class restores transient fields in a method that Jackson does not
	 * call.
	 */
	static boolean restoresItself(Class<?> type) {
		return declares(type, "readObject", ObjectInputStream.class) && !transientFields(type).isEmpty();
	}

	/**
	 * Refuses an object whose copy lacks what the method {@code readObject} would have
	 * restored.
	 */
	static void checkRestored(Object original, Object copy) {
		for (Field field : transientFields(original.getClass())) {
			if (!field.getType().isPrimitive() && get(field, original) != null && get(field, copy) == null) {
				throw UnfitTypeException.because(original.getClass(), "restores the transient field " + field.getName()
						+ " in its readObject method, which JSON does not call; set the field in the constructor, or "
						+ ADVICE);
			}
		}
	}

	/**
	 * Returns the method that replaces an object of the class after it was read,
	 * {@code null} if there is none.
	 */
	static @Nullable Method readResolve(Class<?> type) {
		for (Class<?> current : hierarchy(type)) {
			for (Method method : current.getDeclaredMethods()) {
				boolean own = current == type || !Modifier.isPrivate(method.getModifiers());
				if (own && method.getName().equals("readResolve") && method.getParameterCount() == 0
						&& method.getReturnType() == Object.class && method.trySetAccessible()) {
					return method;
				}
			}
		}
		return null;
	}

	private static boolean writesItself(Class<?> type) {
		return Externalizable.class.isAssignableFrom(type) || declares(type, "writeObject", ObjectOutputStream.class)
				|| declares(type, "writeReplace");
	}

	private static boolean declares(Class<?> type, String name, Class<?>... parameters) {
		return hierarchy(type).stream()
			.flatMap((current) -> Arrays.stream(current.getDeclaredMethods()))
			.anyMatch(
					(method) -> method.getName().equals(name) && Arrays.equals(method.getParameterTypes(), parameters));
	}

	private static List<Field> transientFields(Class<?> type) {
		return hierarchy(type).stream()
			.flatMap((current) -> Arrays.stream(current.getDeclaredFields()))
			.filter((field) -> Modifier.isTransient(field.getModifiers()) && !Modifier.isStatic(field.getModifiers())
					&& !field.isSynthetic() && field.trySetAccessible())
			.toList();
	}

	/**
	 * Returns a class and its superclasses, except the JDK's.
	 */
	private static List<Class<?>> hierarchy(Class<?> type) {
		List<Class<?>> classes = new ArrayList<>();
		for (Class<?> current = type; current != null
				&& !current.getName().startsWith("java."); current = current.getSuperclass()) {
			classes.add(current);
		}
		return classes;
	}

	private static boolean isAnnotated(Class<?> type) {
		return hierarchy(type).stream()
			.flatMap((current) -> Stream.of(Stream.of(current), Arrays.stream(current.getDeclaredFields()),
					Arrays.stream(current.getDeclaredMethods()), Arrays.stream(current.getDeclaredConstructors())))
			.flatMap((elements) -> elements)
			.map(AnnotatedElement::getAnnotations)
			.flatMap(Arrays::stream)
			.map(Annotation::annotationType)
			.anyMatch((annotation) -> annotation.getName().startsWith("com.fasterxml.jackson.")
					|| annotation.getName().startsWith("tools.jackson."));
	}

	private static @Nullable Object get(Field field, Object holder) {
		try {
			return field.get(holder);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
