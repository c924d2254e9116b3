package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.List;

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
 * @param choices which values are written in another format than the rest
 * @param classLoader loads the classes
 */
record TypeRules(AllowedTypes allowed, TypeSchemas schemas, StandIns standIns, List<JacksonModule> libraries,
		FormatRules choices, ClassLoader classLoader) {

	static TypeRules of(CodecSettings settings) {
		ClassLoader classLoader = settings.classLoader();
		TypeSchemas schemas = TypeSchemas.of(settings);
		if (!ClassUtils.isPresent("org.springframework.security.jackson.SecurityJacksonModules", classLoader)) {
			AllowedTypes allowed = new AllowedTypes(settings.allowedPackages(), (name) -> false, (type) -> false,
					classLoader);
			return new TypeRules(allowed, schemas, new StandIns(common(classLoader)), List.of(), settings.choices(),
					classLoader);
		}
		SecurityTypes security = new SecurityTypes(classLoader);
		AllowedTypes allowed = new AllowedTypes(settings.allowedPackages(), SecurityTypes::isLoadable,
				security::isAllowed, classLoader);
		List<StandIn> standIns = new ArrayList<>(security.standIns(allowed, new FailureFactory(allowed, schemas)));
		standIns.addAll(common(classLoader));
		return new TypeRules(allowed, schemas, new StandIns(standIns), security.modules(), settings.choices(),
				classLoader);
	}

	/**
	 * Returns the rules that have nothing to do with Spring Security.
	 */
	private static List<StandIn> common(ClassLoader classLoader) {
		List<StandIn> standIns = new ArrayList<>();
		if (ClassUtils.isPresent("org.hibernate.proxy.HibernateProxy", classLoader)) {
			LeftOutLog log = new LeftOutLog();
			standIns.add(new HibernateValues(log));
			standIns.add(new EnhancedEntities(log));
		}
		standIns.add(new CollectionViews());
		return standIns;
	}

}
