package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.springframework.util.ClassUtils;
import tools.jackson.databind.JacksonModule;

/**
 * The rules that all formats share: the allowed classes, their other names and their
 * versions.
 *
 * @param allowed decides which classes a session may contain
 * @param schemas holds the other names and the versions of classes
 * @param standIns replace values that cannot or must not be stored as they are
 * @param libraries serialize Spring Security's classes
 * @param classLoader loads the classes
 */
record TypeRules(AllowedTypes allowed, TypeSchemas schemas, StandIns standIns, List<JacksonModule> libraries,
		ClassLoader classLoader) {

	static TypeRules of(CodecSettings settings) {
		ClassLoader classLoader = settings.classLoader();
		Predicate<String> libraryNames = (name) -> false;
		Predicate<Class<?>> libraryTypes = (type) -> false;
		List<JacksonModule> libraries = List.of();
		List<StandIn> standIns = new ArrayList<>();
		if (ClassUtils.isPresent("org.springframework.security.jackson.SecurityJacksonModules", classLoader)) {
			SecurityTypes security = new SecurityTypes(classLoader);
			libraryNames = SecurityTypes::isName;
			libraryTypes = security::isAllowed;
			libraries = security.modules();
		}
		if (ClassUtils.isPresent("org.hibernate.proxy.HibernateProxy", classLoader)) {
			standIns.add(new HibernateValues());
		}
		standIns.add(new CollectionViews());
		AllowedTypes allowed = new AllowedTypes(settings.allowedPackages(), libraryNames, libraryTypes, classLoader);
		return new TypeRules(allowed, TypeSchemas.of(settings), new StandIns(standIns), libraries, classLoader);
	}

}
