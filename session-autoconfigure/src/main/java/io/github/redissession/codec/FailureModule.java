package io.github.redissession.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticationException;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.deser.std.NullifyingDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.Serializers;

/**
 * Handles the exceptions of failed logins, all but OAuth2's, which hold more than a
 * message.
 */
final class FailureModule extends SimpleModule implements Serializers, Deserializers {

	private static final long serialVersionUID = 1L;

	FailureModule() {
		super(FailureModule.class.getName());
	}

	@Override
	public void setupModule(SetupContext context) {
		super.setupModule(context);
		context.addSerializers(this);
		context.addDeserializers(this);
	}

	@Override
	public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
			BeanDescription.Supplier beanDescRef, JsonFormat.@Nullable Value formatOverrides) {
		return isMessageOnly(type) ? new FailureSerializer() : null;
	}

	@Override
	public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
			BeanDescription.Supplier beanDescRef) {
		if (type.hasRawClass(StackTraceElement.class)) {
			return NullifyingDeserializer.instance;
		}
		return isMessageOnly(type) ? new FailureDeserializer(type.getRawClass()) : null;
	}

	@Override
	public boolean hasDeserializerFor(DeserializationConfig config, Class<?> valueType) {
		return false;
	}

	private static boolean isMessageOnly(JavaType type) {
		Class<?> raw = type.getRawClass();
		if (!AuthenticationException.class.isAssignableFrom(raw) || type.isAbstract()) {
			return false;
		}
		for (Class<?> current = raw; current != null; current = current.getSuperclass()) {
			if (current.getName().equals(SecurityTypes.PREFIX + "oauth2.core.OAuth2AuthenticationException")) {
				return false;
			}
			if (!SecurityTypes.isName(current.getName()) && AllowedTypes.declaresFields(current)
					&& !current.getName().startsWith("java.")) {
				throw UnfitTypeException.because(raw,
						"is a login failure with fields, and only its message would be kept;"
								+ " put what matters into the message");
			}
		}
		return true;
	}

}
