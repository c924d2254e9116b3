package io.github.redissession.codec;

import java.lang.reflect.Constructor;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.security.core.AuthenticationException;
import org.springframework.util.ClassUtils;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Recreates the exception of a failed login with its message.
 */
final class FailureDeserializer extends StdDeserializer<AuthenticationException> {

	static final String MESSAGE = "message";

	private final Constructor<?> constructor;

	FailureDeserializer(Class<?> type) {
		super(type);
		this.constructor = constructor(type);
	}

	private static Constructor<?> constructor(Class<?> type) {
		for (Class<?>[] parameters : new Class<?>[][] { { String.class }, { String.class, Throwable.class } }) {
			Constructor<?> constructor = ClassUtils.getConstructorIfAvailable(type, parameters);
			if (constructor != null) {
				return constructor;
			}
		}
		throw UnfitTypeException.because(type, "has no public constructor that takes a message");
	}

	@Override
	public AuthenticationException deserialize(JsonParser p, DeserializationContext ctxt) {
		String message = null;
		for (JsonToken token = p.isExpectedStartObjectToken() ? p.nextToken()
				: p.currentToken(); token == JsonToken.PROPERTY_NAME; token = p.nextToken()) {
			boolean found = p.currentName().equals(MESSAGE);
			JsonToken value = p.nextToken();
			if (found && value == JsonToken.VALUE_STRING) {
				message = p.getString();
			}
			else {
				p.skipChildren();
			}
		}
		return create(message);
	}

	private AuthenticationException create(@Nullable String message) {
		@Nullable Object[] arguments = new Object[this.constructor.getParameterCount()];
		arguments[0] = message;
		return (AuthenticationException) BeanUtils.instantiateClass(this.constructor, arguments);
	}

}
