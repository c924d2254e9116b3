package io.github.redissession.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/**
 * Reads a value as the constant of its class that has the same fields, because code
 * compares constants by identity.
 */
final class ConstantDeserializer extends DelegatingDeserializer {

	private final List<Object> constants;

	ConstantDeserializer(ValueDeserializer<?> delegate, List<Object> constants) {
		super(delegate);
		this.constants = constants;
	}

	/**
	 * Returns the public constants of a class that are of the class itself.
	 */
	static List<Object> constants(Class<?> type) {
		List<Object> constants = new ArrayList<>();
		for (Field field : type.getFields()) {
			if (field.getType() == type && Modifier.isStatic(field.getModifiers())) {
				constants.add(Objects.requireNonNull(value(field, null)));
			}
		}
		return constants;
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegatee) {
		return new ConstantDeserializer(delegatee, this.constants);
	}

	@Override
	public @Nullable Object deserialize(JsonParser p, DeserializationContext ctxt) {
		Object value = super.deserialize(p, ctxt);
		for (Object constant : this.constants) {
			if (value != null && isSame(value, constant)) {
				return constant;
			}
		}
		return value;
	}

	private static boolean isSame(Object value, Object constant) {
		for (Field field : constant.getClass().getDeclaredFields()) {
			if (!Modifier.isStatic(field.getModifiers())
					&& !Objects.equals(value(field, value), value(field, constant))) {
				return false;
			}
		}
		return true;
	}

	private static @Nullable Object value(Field field, @Nullable Object owner) {
		try {
			field.setAccessible(true);
			return field.get(owner);
		}
		catch (IllegalAccessException ex) {
			throw UnfitTypeException.because(field.getDeclaringClass(), "cannot be read by its fields");
		}
	}

}
