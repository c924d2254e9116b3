package io.github.redissession.codec;

import java.util.List;
import java.util.function.Predicate;

import org.springframework.util.ClassUtils;
import tools.jackson.databind.JacksonModule;

/**
 * What all formats have in common: which classes there are, what they are called, and
 * which versions they have.
 *
 * @param allowed decides which classes may stand in a session
 * @param schemas knows their other names and their versions
 * @param libraries how Spring Security's classes are written
 * @param classLoader finds the classes
 */
record TypeRules(AllowedTypes allowed, TypeSchemas schemas, List<JacksonModule> libraries, ClassLoader classLoader) {

	static TypeRules of(CodecSettings settings) {
		ClassLoader classLoader = settings.classLoader();
		Predicate<String> libraryNames = (name) -> false;
		Predicate<Class<?>> libraryTypes = (type) -> false;
		List<JacksonModule> libraries = List.of();
		if (ClassUtils.isPresent("org.springframework.security.jackson.SecurityJacksonModules", classLoader)) {
			SecurityTypes security = SecurityTypes.load(classLoader);
			libraryNames = SecurityTypes::isName;
			libraryTypes = security::isAllowed;
			libraries = security.modules();
		}
		AllowedTypes allowed = new AllowedTypes(settings.allowedPackages(), libraryNames, libraryTypes, classLoader);
		return new TypeRules(allowed, TypeSchemas.of(settings), libraries, classLoader);
	}

}
