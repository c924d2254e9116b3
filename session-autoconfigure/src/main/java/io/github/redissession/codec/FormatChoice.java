package io.github.redissession.codec;

import org.jspecify.annotations.Nullable;

/**
 * How the attributes that match a pattern of {@code redis-session.codec.formats} are
 * kept.
 */
public enum FormatChoice {

	/** Stored as JSON. */
	JSON(AttributeFormat.JSON),

	/** Stored as Smile. */
	SMILE(AttributeFormat.SMILE),

	/** Stored as CBOR. */
	CBOR(AttributeFormat.CBOR),

	/** Stored by Java serialization. */
	JDK(AttributeFormat.JDK),

	/** Not stored, but kept in the memory of the instance that sets them. */
	LOCAL(null);

	private final @Nullable AttributeFormat format;

	FormatChoice(@Nullable AttributeFormat format) {
		this.format = format;
	}

	/**
	 * Returns the format in which such attributes are written.
	 * @return the format, {@code null} if they are not written
	 */
	public @Nullable AttributeFormat format() {
		return this.format;
	}

}
