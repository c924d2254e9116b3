package io.github.redissession.takeover;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Java serialization, the default of the other store. An attribute becomes a value of our
 * format of the same kind without being decoded, so nothing of it is lost, and classes
 * that are not allowed are refused when it is read.
 */
public final class JavaValues implements LegacyValues {

	/** Begins a value of ours that is written by Java serialization. */
	static final byte MARK = 3;

	private static final Set<Class<?>> NUMBERS = Set.of(Long.class, Integer.class, Number.class);

	private final LeftOutAttributes leftOut;

	/**
	 * Creates it.
	 * @param leftOut is told of attributes that cannot be kept
	 */
	public JavaValues(LeftOutAttributes leftOut) {
		this.leftOut = leftOut;
	}

	@Override
	public @Nullable Long number(byte[] value) {
		if (!isSerialized(value)) {
			return null;
		}
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(value))) {
			in.setObjectInputFilter(JavaValues::check);
			return (in.readObject() instanceof Number number) ? number.longValue() : null;
		}
		catch (IOException | ClassNotFoundException | RuntimeException ex) {
			return null;
		}
	}

	private static ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
		Class<?> type = info.serialClass();
		return (type == null || NUMBERS.contains(type)) ? ObjectInputFilter.Status.ALLOWED
				: ObjectInputFilter.Status.REJECTED;
	}

	@Override
	public byte @Nullable [] attribute(String id, String name, byte[] value) {
		if (!isSerialized(value)) {
			this.leftOut.unreadable(id, name, "it is not written by Java serialization");
			return null;
		}
		byte[] ours = new byte[value.length + 1];
		ours[0] = MARK;
		System.arraycopy(value, 0, ours, 1, value.length);
		return ours;
	}

	/**
	 * Whether a value begins with the magic number and the version of a stream.
	 */
	private static boolean isSerialized(byte[] value) {
		return value.length > 4 && value[0] == (byte) 0xAC && value[1] == (byte) 0xED && value[2] == 0 && value[3] == 5;
	}

	@Override
	public byte[] member(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

}
