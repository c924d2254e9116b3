package io.github.redissession.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * Creates instances the way Java serialization does, through a constructor of a
 * superclass.
 */
final class Instances {

	/** Each of them is a new class to the JVM. */
	private static final ClassValue<Constructor<?>> BLANK = new ClassValue<>() {

		@Override
		protected Constructor<?> computeValue(Class<?> type) {
			try {
				return constructor(type, Object.class.getDeclaredConstructor());
			}
			catch (ReflectiveOperationException ex) {
				throw UnfitTypeException.because(type, "cannot be created by its fields");
			}
		}

	};

	private Instances() {
	}

	/**
	 * Returns an instance whose fields have not been set.
	 */
	static Object blank(Class<?> type) {
		try {
			return BLANK.get(type).newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw UnfitTypeException.because(type, "cannot be created by its fields");
		}
	}

	/**
	 * Returns a copy of an object with other values in some of its fields. The object is
	 * neither changed nor are its constructors run.
	 * @param original the object, whose class and superclasses are none of the JDK's
	 * @param change returns the value of a field in the copy, given its value in the
	 * object
	 */
	static <T> T copy(T original, BiFunction<Field, @Nullable Object, @Nullable Object> change) {
		try {
			@SuppressWarnings("unchecked")
			T copy = (T) blank(original.getClass());
			for (Class<?> current = original.getClass(); current != Object.class; current = current.getSuperclass()) {
				for (Field field : current.getDeclaredFields()) {
					if (!Modifier.isStatic(field.getModifiers())) {
						field.setAccessible(true);
						field.set(copy, change.apply(field, field.get(original)));
					}
				}
			}
			return copy;
		}
		catch (IllegalAccessException ex) {
			throw UnfitTypeException.because(original.getClass(), "cannot be copied without its secrets");
		}
	}

	/**
	 * Returns a constructor that creates instances of a class, but runs the constructor
	 * of one of its superclasses only.
	 */
	@SuppressWarnings("unchecked")
	static <T> Constructor<T> constructor(Class<T> type, Constructor<?> parent) throws ReflectiveOperationException {
		// Called by name, because javac warns of a class outside of the Java SE API.
		Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
		return (Constructor<T>) factory.getMethod("newConstructorForSerialization", Class.class, Constructor.class)
			.invoke(factory.getMethod("getReflectionFactory").invoke(null), type, parent);
	}

}
