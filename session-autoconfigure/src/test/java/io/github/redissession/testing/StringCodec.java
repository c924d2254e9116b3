package io.github.redissession.testing;

import java.nio.charset.StandardCharsets;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.AttributeCodec;

/**
 * Stores strings, and string builders as attributes that can be changed in place; for
 * tests that are not about encoding.
 */
public final class StringCodec implements AttributeCodec {

	@Override
	public byte[] encode(String name, Object value) {
		if (value instanceof String || value instanceof StringBuilder) {
			return ((value instanceof String) ? "s" + value : "b" + value).getBytes(StandardCharsets.UTF_8);
		}
		throw new AttributeNotStorableException(name + " is a " + value.getClass().getName());
	}

	@Override
	public Object decode(String name, byte[] bytes) {
		String text = new String(bytes, StandardCharsets.UTF_8);
		return switch (text.charAt(0)) {
			case 's' -> text.substring(1);
			case 'b' -> new StringBuilder(text.substring(1));
			default -> throw new AttributeNotReadableException(name + " is neither");
		};
	}

	@Override
	public boolean isImmutable(Class<?> type) {
		return type == String.class;
	}

}
