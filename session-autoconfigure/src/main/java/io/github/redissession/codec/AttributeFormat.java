package io.github.redissession.codec;

/**
 * The format of an attribute's bytes.
 */
public enum AttributeFormat {

	/** Readable text, the only format without a mark. */
	JSON(0),

	/** Jackson's binary JSON; needs {@code jackson-dataformat-smile}. */
	SMILE(1),

	/** CBOR, RFC 8949; needs {@code jackson-dataformat-cbor}. */
	CBOR(2),

	/** Java serialization, limited to the same allowed classes. */
	JDK(3);

	private final int mark;

	AttributeFormat(int mark) {
		this.mark = mark;
	}

	/**
	 * Returns the first byte of a value; it is part of the storage format.
	 */
	int mark() {
		return this.mark;
	}

}
