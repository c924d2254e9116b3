package io.github.redissession.codec;

import org.jspecify.annotations.Nullable;

/**
 * Writes and reads values in one format. Any exception means that it cannot.
 */
interface ValueFormat {

	/**
	 * Writes a value that {@link #read} can read back.
	 */
	byte[] write(Object value);

	/**
	 * Writes a value that may already be stored.
	 * @param value the value
	 * @param known what is stored, with the format's mark, {@code null} if nothing is;
	 * the same bytes need not be checked again
	 */
	default byte[] write(Object value, byte @Nullable [] known) {
		return write(value);
	}

	/**
	 * Reads the bytes from an offset to the end.
	 */
	@Nullable Object read(byte[] bytes, int offset);

	/**
	 * Returns the type id of a value that cannot be read, {@code null} if the bytes do
	 * not state it.
	 */
	default @Nullable String typeOf(byte[] bytes, int offset) {
		return null;
	}

}
