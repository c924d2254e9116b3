package io.github.redissession.codec;

/**
 * How an attribute lies in its bytes.
 */
public enum AttributeFormat {

	/** Readable text, which begins without a mark. */
	JSON(0),

	/** Jackson's binary JSON; needs {@code jackson-dataformat-smile}. */
	SMILE(1),

	/** Binary JSON by RFC 8949; needs {@code jackson-dataformat-cbor}. */
	CBOR(2),

	/** Java's own serialization, behind the same list of allowed classes. */
	JDK(3);

	private final int mark;

	AttributeFormat(int mark) {
		this.mark = mark;
	}

	/**
	 * The first byte of a value, which is part of the storage format.
	 */
	int mark() {
		return this.mark;
	}

}
