package io.github.redissession.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.deser.std.NullifyingDeserializer;
import tools.jackson.databind.ser.Serializers;

/**
 * Handles all exceptions but OAuth2's, for which Spring Security has a form of its own.
 */
final class FailureRules implements Serializers, Deserializers {

	private static final String OWN_FORM = SecurityTypes.PREFIX + "oauth2.core.OAuth2AuthenticationException";

	private final FailureFactory factory;

	FailureRules(FailureFactory factory) {
		this.factory = factory;
	}

	@Override
	public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
			BeanDescription.Supplier beanDescRef, JsonFormat.@Nullable Value formatOverrides) {
		return isFailure(type) ? new FailureSerializer() : null;
	}

	@Override
	public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
			BeanDescription.Supplier beanDescRef) {
		if (type.hasRawClass(StackTraceElement.class)) {
			return NullifyingDeserializer.instance;
		}
		return isFailure(type) ? new FailureDeserializer(type.getRawClass(), this.factory) : null;
	}

	@Override
	public boolean hasDeserializerFor(DeserializationConfig config, Class<?> valueType) {
		return false;
	}

	private static boolean isFailure(JavaType type) {
		return type.isThrowable() && !type.isAbstract() && !type.getRawClass().getName().equals(OWN_FORM);
	}

}
