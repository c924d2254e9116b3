package io.github.redissession.codec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/**
 * Replaces an object after it was read, as the class's {@code readResolve} method does in
 * Java serialization.
 */
final class ResolvingDeserializer extends DelegatingDeserializer {

	private final Method method;

	ResolvingDeserializer(Method method, ValueDeserializer<?> delegate) {
		super(delegate);
		this.method = method;
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> newDelegatee) {
		return new ResolvingDeserializer(this.method, newDelegatee);
	}

	@Override
	public @Nullable Object deserialize(JsonParser p, DeserializationContext ctxt) {
		Object value = super.deserialize(p, ctxt);
		Object resolved = (value != null) ? resolve(value) : null;
		if (resolved != null && !handledType().isInstance(resolved)) {
			throw UnfitTypeException.because(handledType(), "is replaced by another class in its readResolve method");
		}
		return resolved;
	}

	private @Nullable Object resolve(Object value) {
		try {
			return this.method.invoke(value);
		}
		catch (IllegalAccessException | InvocationTargetException ex) {
			throw UnfitTypeException.because(handledType(), "fails in its readResolve method");
		}
	}

}
