package io.github.redissession.codec;

import java.lang.module.ModuleReference;
import java.net.URI;
import java.util.Set;

/**
 * Tells the JDK's own classes from those of libraries, whose names may begin like them
 * ({@code javax.money}, {@code com.sun.faces}).
 */
final class JdkClasses {

	/** Names below which only the JDK may define classes, or which are no library's. */
	private static final Set<String> ROOTS = Set.of("java", "javax", "com.sun");

	private JdkClasses() {
	}

	/**
	 * Returns whether the runtime image has defined a class. Some of its modules use the
	 * application's class loader, as modules of the application do.
	 */
	static boolean contains(Class<?> type) {
		ClassLoader loader = type.getClassLoader();
		return loader == null || loader == ClassLoader.getPlatformClassLoader() || isOfImage(type.getModule());
	}

	private static boolean isOfImage(Module module) {
		return module.isNamed() && module.getLayer() == ModuleLayer.boot() && module.getName().startsWith("jdk.")
				&& ModuleLayer.boot()
					.configuration()
					.findModule(module.getName())
					.flatMap((resolved) -> resolved.reference().location())
					.map(URI::getScheme)
					.filter("jrt"::equals)
					.isPresent();
	}

	/**
	 * Returns whether a name is that of a package or class that only the JDK has. A
	 * library may have packages below one of the JDK's ({@code javax.xml.bind}).
	 */
	static boolean isPackage(String name) {
		if (ROOTS.contains(name) || name.matches("(java|jdk|sun)(\\..*)?")) {
			return true;
		}
		return ModuleLayer.boot()
			.configuration()
			.modules()
			.stream()
			.map((resolved) -> resolved.reference())
			.filter(JdkClasses::isOfImage)
			.anyMatch((reference) -> reference.descriptor()
				.packages()
				.stream()
				.anyMatch((each) -> name.equals(each)
						|| name.startsWith(each + ".") && isClass(name.substring(each.length() + 1))));
	}

	private static boolean isOfImage(ModuleReference reference) {
		return reference.location().map(URI::getScheme).filter("jrt"::equals).isPresent();
	}

	private static boolean isClass(String rest) {
		return rest.indexOf('.') < 0 && Character.isUpperCase(rest.charAt(0));
	}

}
