package io.github.redissession.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
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

	private static boolean extendsSecurity(Class<?> type) {
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			if (current.getName().startsWith(SECURITY) || current.getName().equals("jakarta.servlet.http.Cookie")) {
				return true;
			}
		}
		return false;
	}

}
