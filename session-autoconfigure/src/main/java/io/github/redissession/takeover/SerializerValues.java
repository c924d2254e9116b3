package io.github.redissession.takeover;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.AttributeCodec;

/**
 * The application's own serializer. Attributes are decoded by it and encoded anew, and
 * never copied: what looks like our JSON may mean something else.
 *
 * @param decoder decodes what the serializer has written; may throw anything
 * @param encoder the reverse
 * @param codec encodes attributes as our store keeps them
 * @param leftOut is told of attributes that cannot be kept
 */
public record SerializerValues(Function<byte[], @Nullable Object> decoder, Function<Object, byte[]> encoder,
		AttributeCodec codec, LeftOutAttributes leftOut) implements LegacyValues {

	@Override
	public @Nullable Long number(byte[] value) {
		try {
			return (this.decoder.apply(value) instanceof Number number) ? number.longValue() : null;
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			return null;
		}
	}

	@Override
	public byte @Nullable [] attribute(String id, String name, byte[] value) {
		Object decoded;
		try {
			decoded = this.decoder.apply(value);
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			this.leftOut.unreadable(id, name, ex.getClass().getName());
			return null;
		}
		if (decoded == null) {
			return null;
		}
		try {
			return this.codec.forSession(id, null).encode(name, decoded);
		}
		catch (AttributeNotStorableException ex) {
			this.leftOut.unstorable(name, ex);
			return null;
		}
	}

	@Override
	public byte[] member(String text) {
		return this.encoder.apply(text);
	}

}
