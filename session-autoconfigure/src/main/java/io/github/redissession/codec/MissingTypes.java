package io.github.redissession.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * Looks ahead from a class that is not allowed, so that the advice of a refusal does not
 * lead to the next one.
 */
final class MissingTypes {

	private static final int MAX_TYPES = 200;

	private MissingTypes() {
	}

	/**
	 * Returns whether JSON can construct a class, once it is allowed. It can construct
	 * every exception.
	 */
	static boolean isReadable(Class<?> type) {
		if (type.isRecord() || type.isEnum() || Modifier.isAbstract(type.getModifiers())
				|| Throwable.class.isAssignableFrom(type)) {
			return true;
		}
		Constructor<?>[] constructors = type.getDeclaredConstructors();
		boolean creator = Stream.concat(Stream.of(constructors), Stream.of(type.getDeclaredMethods()))
			.anyMatch((each) -> each.isAnnotationPresent(JsonCreator.class));
		boolean plain = Stream.of(constructors).anyMatch((each) -> each.getParameterCount() == 0);
		return creator || plain || constructors.length == 1 && takesFields(constructors[0]);
	}

	private static boolean takesFields(Constructor<?> constructor) {
		Set<String> fields = Arrays.stream(constructor.getDeclaringClass().getDeclaredFields())
			.map(Field::getName)
			.collect(Collectors.toSet());
		return !Modifier.isPrivate(constructor.getModifiers()) && Stream.of(constructor.getParameters())
			.allMatch((each) -> each.isNamePresent() && fields.contains(each.getName()));
	}

	/**
	 * Returns the classes of fields, at any depth, that are not known either. An
	 * exception is stored without such fields.
	 */
	static Set<Class<?>> below(Class<?> type, Predicate<Class<?>> known) {
		Set<Class<?>> missing = new LinkedHashSet<>();
		if (!Throwable.class.isAssignableFrom(type)) {
			collect(type, known, missing);
		}
		return missing;
	}

	private static void collect(Class<?> type, Predicate<Class<?>> known, Set<Class<?>> missing) {
		for (Class<?> current = type; current != null
				&& !JdkClasses.contains(current); current = current.getSuperclass()) {
			for (Field field : current.getDeclaredFields()) {
				Class<?> element = AllowedTypes.element(field.getType());
				boolean kept = !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
				boolean other = element.isPrimitive() || element.isInterface() || JdkClasses.contains(element)
						|| element == type;
				if (kept && !other && missing.size() < MAX_TYPES && !missing.contains(element)
						&& !known.test(element)) {
					missing.add(element);
					collect(element, known, missing);
				}
			}
		}
	}

}
