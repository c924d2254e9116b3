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
 * Honours the annotations of application classes, and of Spring Security's mixins all but
 * two kinds: their type ids, because ours replace them, and their deserializers on
 * subclasses, which would come back as the superclass.
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
	 * The serializers that annotations name are not shown to {@link WritingRules}, so
	 * they are wrapped here.
	 */
	@Override
	public @Nullable Object findSerializer(MapperConfig<?> config, Annotated annotated) {
		Object serializer = super.findSerializer(config, annotated);
		if (annotated instanceof AnnotatedClass && serializer instanceof Class<?> type
				&& ClassUtil.createInstance(type, true) instanceof ValueSerializer<?> instance) {
			return MeetingWriter.around(annotated.getRawType(), instance);
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
