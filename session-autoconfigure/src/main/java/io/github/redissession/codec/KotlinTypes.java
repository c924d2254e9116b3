package io.github.redissession.codec;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.introspect.PotentialCreator;

import org.springframework.util.ClassUtils;

/**
 * Kotlin's types and classes, known by their names, because Kotlin need not be on the
 * class path; {@code jackson-module-kotlin} is not needed either.
 */
final class KotlinTypes {

	/** The types that are values; their own names are their ids. */
	static final List<Class<?>> VALUES = present("kotlin.Pair", "kotlin.Triple", "kotlin.Unit", "kotlin.UByte",
			"kotlin.UShort", "kotlin.UInt", "kotlin.ULong", "kotlin.time.Duration", "kotlin.time.Instant",
			"kotlin.ranges.IntRange", "kotlin.ranges.LongRange", "kotlin.ranges.CharRange", "kotlin.text.Regex");

	private static final String COLLECTIONS = "kotlin.collections.";

	private KotlinTypes() {
	}

	private static List<Class<?>> present(String... names) {
		return Stream.of(names).<Class<?>>mapMulti((name, found) -> {
			Class<?> type = load(name);
			if (type != null) {
				found.accept(type);
			}
		}).toList();
	}

	private static @Nullable Class<?> load(String name) {
		try {
			return Class.forName(name, false, KotlinTypes.class.getClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	/**
	 * Adds Kotlin's collections that no constructor creates, as far as this version of
	 * Kotlin has them.
	 */
	static void addKinds(List<ContainerKind> kinds) {
		add(() -> ContainerKind.list(kinds, COLLECTIONS + "EmptyList", List.of(),
				(list) -> empty(list.isEmpty(), "CollectionsKt", "emptyList")));
		add(() -> ContainerKind.set(kinds, COLLECTIONS + "EmptySet", Set.of(),
				(set) -> empty(set.isEmpty(), "SetsKt", "emptySet")));
		add(() -> ContainerKind.map(kinds, COLLECTIONS + "EmptyMap", Map.of(),
				(map) -> empty(map.isEmpty(), "MapsKt", "emptyMap")));
		add(() -> ContainerKind.list(kinds, COLLECTIONS + "builders.ListBuilder", List.of(1),
				(list) -> built("CollectionsKt", "createListBuilder", List.class, list)));
		add(() -> ContainerKind.set(kinds, COLLECTIONS + "builders.SetBuilder", Set.of(1),
				(set) -> built("SetsKt", "createSetBuilder", Set.class, set)));
		add(() -> ContainerKind.map(kinds, COLLECTIONS + "builders.MapBuilder", Map.of(1, 1), KotlinTypes::builtMap));
		add(() -> ContainerKind.list(kinds, COLLECTIONS + "ArrayDeque", List.of(),
				(list) -> create(COLLECTIONS + "ArrayDeque", Collection.class, list)));
	}

	private static void add(Runnable kind) {
		try {
			kind.run();
		}
		catch (IllegalArgumentException | IllegalStateException | LinkageError ex) {
			// Kotlin is not there, or a version without it.
		}
	}

	@SuppressWarnings("unchecked")
	private static Object built(String holder, String method, Class<?> type, Collection<Object> items) {
		Object builder = call(holder, method, null);
		((Collection<Object>) builder).addAll(items);
		return call(holder, "build", type, builder);
	}

	@SuppressWarnings("unchecked")
	private static Object builtMap(Map<Object, Object> map) {
		Object builder = call("MapsKt", "createMapBuilder", null);
		((Map<Object, Object>) builder).putAll(map);
		return call("MapsKt", "build", Map.class, builder);
	}

	private static Object empty(boolean empty, String holder, String method) {
		if (!empty) {
			throw new IllegalArgumentException("Wrong number of items");
		}
		return call(holder, method, null);
	}

	/**
	 * Adds the types whose fields say less than their text.
	 */
	static void addScalars(TextScalar.Adder adder) {
		addRange(adder, "kotlin.ranges.IntRange", int.class, Integer::valueOf);
		addRange(adder, "kotlin.ranges.LongRange", long.class, Long::valueOf);
		addRange(adder, "kotlin.ranges.CharRange", char.class, (text) -> (char) Integer.parseInt(text));
		Class<?> regex = load("kotlin.text.Regex");
		if (regex != null) {
			adder.add(regex, (value) -> {
				Pattern pattern = (Pattern) invoke(value, "toPattern");
				return pattern.flags() + "/" + pattern.pattern();
			}, (text) -> create(regex.getName(), Pattern.class, Pattern.compile(text.substring(text.indexOf('/') + 1),
					Integer.parseInt(text, 0, text.indexOf('/'), 10))));
		}
	}

	private static void addRange(TextScalar.Adder adder, String name, Class<?> end, Function<String, Object> parse) {
		Class<?> type = load(name);
		if (type == null) {
			return;
		}
		adder.add(type, (range) -> number(invoke(range, "getFirst")) + ".." + number(invoke(range, "getLast")),
				(text) -> {
					String[] ends = text.split("\\.\\.", 2);
					return instantiate(type, new Class<?>[] { end, end }, parse.apply(ends[0]), parse.apply(ends[1]));
				});
	}

	private static String number(Object end) {
		return (end instanceof Character character) ? Integer.toString(character) : end.toString();
	}

	/**
	 * Returns the method that creates an instance of a value class, {@code null} if the
	 * class is none.
	 */
	static @Nullable Method boxing(Class<?> type) {
		if (!isAnnotated(type, "kotlin.jvm.JvmInline")) {
			return null;
		}
		return Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> method.getName().equals("box-impl") && method.trySetAccessible())
			.findFirst()
			.orElse(null);
	}

	/**
	 * Returns whether a field holds a value that is computed again when it is needed.
	 */
	static boolean isLazy(Member member) {
		return member instanceof Field field && field.getType().getName().equals("kotlin.Lazy");
	}

	/**
	 * Finds the primary constructor where Jackson does not: it is private if a parameter
	 * is of a value class, and by default its parameters have no names. Its parameters
	 * are the first fields.
	 * @return the creator, {@code null} if Jackson finds another
	 */
	static @Nullable PotentialCreator primary(Class<?> type, List<PotentialCreator> constructors) {
		PotentialCreator found = null;
		for (PotentialCreator each : constructors) {
			if (each.creator() instanceof AnnotatedConstructor constructor
					&& namesOf(constructor.getAnnotated()) != null
					&& (found == null || found.paramCount() < each.paramCount())) {
				found = each;
			}
		}
		boolean hidden = found != null && (Modifier.isPrivate(found.creator().getMember().getModifiers())
				|| !((Constructor<?>) found.creator().getMember()).getParameters()[0].isNamePresent());
		return (hidden && isKotlin(type)) ? found : null;
	}

	/**
	 * Returns the name of a constructor's parameter, {@code null} if it is unknown.
	 */
	static @Nullable String nameOf(Member member, int index) {
		List<String> names = (member instanceof Constructor<?> constructor && isKotlin(member.getDeclaringClass()))
				? namesOf(constructor) : null;
		return (names != null) ? names.get(index) : null;
	}

	private static @Nullable List<String> namesOf(Constructor<?> constructor) {
		List<Field> fields = Arrays.stream(constructor.getDeclaringClass().getDeclaredFields())
			.filter((field) -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
			.limit(constructor.getParameterCount())
			.toList();
		boolean same = Arrays.equals(constructor.getParameterTypes(),
				fields.stream().map(Field::getType).toArray(Class<?>[]::new));
		return (same && !fields.isEmpty()) ? fields.stream().map(Field::getName).toList() : null;
	}

	static boolean isKotlin(Class<?> type) {
		return isAnnotated(type, "kotlin.Metadata");
	}

	private static boolean isAnnotated(Class<?> type, String name) {
		for (Annotation annotation : type.getDeclaredAnnotations()) {
			if (annotation.annotationType().getName().equals(name)) {
				return true;
			}
		}
		return false;
	}

	private static Object call(String holder, String method, @Nullable Class<?> parameter, Object... arguments) {
		Class<?>[] parameters = (parameter != null) ? new Class<?>[] { parameter } : new Class<?>[0];
		Class<?> type = ClassUtils.resolveClassName(COLLECTIONS + holder, KotlinTypes.class.getClassLoader());
		return invoke(ClassUtils.getMethod(type, method, parameters), null, arguments);
	}

	private static Object invoke(Object target, String method) {
		return invoke(ClassUtils.getMethod(target.getClass(), method), target);
	}

	static Object invoke(Method method, @Nullable Object target, @Nullable Object... arguments) {
		try {
			method.trySetAccessible();
			return method.invoke(target, arguments);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalArgumentException(method.getName(), ex);
		}
	}

	private static Object create(String name, Class<?> parameter, Object argument) {
		return instantiate(ClassUtils.resolveClassName(name, KotlinTypes.class.getClassLoader()),
				new Class<?>[] { parameter }, argument);
	}

	private static Object instantiate(Class<?> type, Class<?>[] parameters, Object... arguments) {
		try {
			return type.getConstructor(parameters).newInstance(arguments);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalArgumentException(type.getName(), ex);
		}
	}

}
