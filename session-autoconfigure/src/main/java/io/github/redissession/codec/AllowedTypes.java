package io.github.redissession.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import tools.jackson.core.TreeNode;

/**
 * Decides which types a session may contain: by name before a class is loaded, and by
 * class before it is used.
 */
final class AllowedTypes {

	static final String PROPERTY = "redis-session.codec.allowed-packages";

	/**
	 * Jackson looks up the last two for every exception, and then skips their properties.
	 */
	private static final Set<Class<?>> DECLARED_ONLY = Set.of(Object.class, Throwable.class, StackTraceElement.class);

	private static final Pattern NAME = Pattern
		.compile("\\p{javaJavaIdentifierPart}+(\\.\\p{javaJavaIdentifierPart}+)*");

	private final List<String> names;

	private final Predicate<String> libraryNames;

	private final Predicate<Class<?>> libraryTypes;

	private final ClassLoader loader;

	AllowedTypes(Collection<String> packages, Predicate<String> libraryNames, Predicate<Class<?>> libraryTypes,
			ClassLoader loader) {
		this.names = packages.stream().map(AllowedTypes::name).distinct().toList();
		this.libraryNames = libraryNames;
		this.libraryTypes = libraryTypes;
		this.loader = loader;
	}

	private static String name(String entry) {
		String name = entry.strip();
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException(PROPERTY + " contains \"" + entry
					+ "\", but must list packages such as com.example.shop, or classes such as com.example.shop.Cart");
		}
		if (JdkClasses.isPackage(name)) {
			throw new IllegalArgumentException(
					PROPERTY + " contains \"" + entry + "\", but no class of the JDK can be added; remove it");
		}
		return name;
	}

	/**
	 * Loads an allowed class without initializing it.
	 */
	Class<?> load(String name) {
		boolean isJdk = name.startsWith("java.");
		if (!isJdk && !isName(name)) {
			throw UnfitTypeException.unknownId(name);
		}
		try {
			Class<?> type = Class.forName(name, false, this.loader);
			if (isJdk && !JdkTypes.isFailure(type)) {
				throw UnfitTypeException.unknownId(name);
			}
			check(type);
			return type;
		}
		catch (ClassNotFoundException ex) {
			throw UnfitTypeException.unknownId(name);
		}
	}

	/**
	 * Returns whether a class of this name may be loaded so that it can be checked.
	 */
	boolean isName(String name) {
		return isApplicationName(name) || this.libraryNames.test(name);
	}

	/**
	 * Checks a declared type. An abstract one is only a bound: the class of each value is
	 * checked later.
	 */
	void checkDeclared(Class<?> type) {
		Class<?> element = element(type);
		boolean bound = Modifier.isAbstract(element.getModifiers()) || DECLARED_ONLY.contains(element);
		if (!bound && !TreeNode.class.isAssignableFrom(element)) {
			check(element);
		}
	}

	/**
	 * Returns whether a class belongs to the JDK's values, to Spring Security or to what
	 * is listed, whether or not it can be stored.
	 */
	boolean isKnown(Class<?> type) {
		return type.isPrimitive() || JdkTypes.isListed(type) && !JdkTypes.isBound(type) || JdkTypes.isFailure(type)
				|| this.libraryTypes.test(type) || isApplicationName(type.getName()) && !JdkClasses.contains(type);
	}

	boolean isAllowed(Class<?> type) {
		try {
			check(type);
			return true;
		}
		catch (UnfitTypeException ex) {
			return false;
		}
	}

	void check(Class<?> type) {
		Class<?> element = element(type);
		if (element.isPrimitive() || JdkTypes.isListed(element) && (type.isArray() || !JdkTypes.isBound(type))) {
			return;
		}
		if (JdkTypes.isFailure(element)) {
			return;
		}
		if (element.isAnonymousClass() || element.isHidden() || element.isSynthetic()) {
			throw UnfitTypeException.because(element, "is an anonymous class or a lambda, which cannot be read back;"
					+ " give it a name or copy its content into a plain collection");
		}
		if (this.libraryTypes.test(element)) {
			return;
		}
		if (!isKnown(element)) {
			throw UnfitTypeException.notAllowed(element, MissingTypes.below(element, this::isKnown));
		}
		if (isInner(element)) {
			throw UnfitTypeException.because(element,
					"is an inner class, which cannot be read back without its outer object; make it static");
		}
	}

	/**
	 * Refuses an application class with a field that hides another one, because a JSON
	 * object can contain only one of them.
	 */
	void checkFields(Class<?> type) {
		Set<String> names = new HashSet<>();
		for (Class<?> current = type; current != null
				&& isApplicationName(current.getName()); current = current.getSuperclass()) {
			for (Field field : current.getDeclaredFields()) {
				boolean kept = !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
				if (kept && !field.isSynthetic() && !names.add(field.getName())) {
					throw UnfitTypeException.because(type, "has two fields named " + field.getName()
							+ ", one of which would be lost; rename the one in " + current.getName());
				}
			}
		}
	}

	/**
	 * Returns whether a name is listed, is nested in a class that is listed, or belongs
	 * to a package that is listed.
	 */
	private boolean isApplicationName(String name) {
		for (String listed : this.names) {
			int length = listed.length();
			if (name.startsWith(listed)
					&& (name.length() == length || name.charAt(length) == '.' || name.charAt(length) == '$')) {
				return true;
			}
		}
		return false;
	}

	private static boolean isInner(Class<?> type) {
		return (type.isMemberClass() || type.isLocalClass()) && !Modifier.isStatic(type.getModifiers())
				&& !type.isInterface() && !type.isEnum() && !type.isRecord();
	}

	/**
	 * Returns the innermost element type of an array, and any other type as it is.
	 */
	static Class<?> element(Class<?> type) {
		Class<?> element = type;
		while (element.isArray()) {
			element = element.getComponentType();
		}
		return element;
	}

	/**
	 * Returns whether a container of the application has state besides its items.
	 */
	static boolean losesState(Class<?> type) {
		boolean container = Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)
				|| Optional.class.isAssignableFrom(type);
		return container && !JdkTypes.isListed(type) && hasFields(type);
	}

	static boolean hasFields(Class<?> type) {
		Class<?> parent = type.getSuperclass();
		return !type.getName().startsWith("java.") && (declaresFields(type) || parent != null && hasFields(parent));
	}

	static boolean declaresFields(Class<?> type) {
		return Arrays.stream(type.getDeclaredFields()).anyMatch((field) -> !Modifier.isStatic(field.getModifiers()));
	}

}
