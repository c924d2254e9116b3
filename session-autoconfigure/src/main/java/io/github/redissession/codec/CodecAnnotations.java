package io.github.redissession.codec;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.introspect.PotentialCreator;
import tools.jackson.databind.util.ClassUtil;

/**
 * Honors the annotations of application classes and of Spring Security's mixins, except
 * the mixins' type ids, which ours replace, and their deserializers on subclasses, which
 * would come back as the superclass.
 */
final class CodecAnnotations extends JacksonAnnotationIntrospector {

	private static final long serialVersionUID = 1L;

	private static final String SECURITY = "org.springframework.security.";

	@Override
	public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
		JsonTypeInfo.Value info = super.findPolymorphicTypeInfo(config, annotated);
		boolean mixin = info != null && info.getIdType() == JsonTypeInfo.Id.CLASS && annotated instanceof AnnotatedClass
				&& extendsSecurity(annotated.getRawType());
		return mixin ? null : info;
	}

	/**
	 * Wraps a serializer that an annotation names, because {@link WritingRules} does not
	 * see it.
	 */
	@Override
	public @Nullable Object findSerializer(MapperConfig<?> config, Annotated annotated) {
		Object serializer = super.findSerializer(config, annotated);
		if (annotated instanceof AnnotatedClass && serializer instanceof Class<?> type
				&& ClassUtil.createInstance(type, true) instanceof ValueSerializer<?> instance) {
			return TypeCollectingSerializer.around(annotated.getRawType(), instance);
		}
		return serializer;
	}

	@Override
	public @Nullable Object findDeserializer(MapperConfig<?> config, Annotated annotated) {
		Object deserializer = super.findDeserializer(config, annotated);
		boolean inherited = deserializer instanceof Class<?> type && type.getName().startsWith(SECURITY)
				&& annotated instanceof AnnotatedClass && !annotated.getRawType().getName().startsWith(SECURITY);
		return inherited ? null : deserializer;
	}

	/**
	 * Leaves out what a Kotlin class computes again.
	 */
	@Override
	public boolean hasIgnoreMarker(MapperConfig<?> config, AnnotatedMember member) {
		return KotlinTypes.isLazy(member.getMember()) || super.hasIgnoreMarker(config, member);
	}

	@Override
	public @Nullable PotentialCreator findPreferredCreator(MapperConfig<?> config, AnnotatedClass valueClass,
			List<PotentialCreator> declaredConstructors, List<PotentialCreator> declaredFactories,
			Optional<PotentialCreator> zeroParamsConstructor) {
		PotentialCreator preferred = super.findPreferredCreator(config, valueClass, declaredConstructors,
				declaredFactories, zeroParamsConstructor);
		return (preferred != null || zeroParamsConstructor.isPresent()) ? preferred
				: KotlinTypes.primary(valueClass.getRawType(), declaredConstructors);
	}

	@Override
	public @Nullable String findImplicitPropertyName(MapperConfig<?> config, AnnotatedMember member) {
		String name = super.findImplicitPropertyName(config, member);
		return (name == null && member instanceof AnnotatedParameter parameter)
				? KotlinTypes.nameOf(parameter.getMember(), parameter.getIndex()) : name;
	}

	private static boolean extendsSecurity(Class<?> type) {
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			if (current.getName().startsWith(SECURITY) || current.getName().equals("jakarta.servlet.http.Cookie")) {
				return true;
			}
		}
		return false;
	}

}
