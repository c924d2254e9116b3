package io.github.redissession.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;

/**
 * Reads hashes. The names of fields are the same in nearly every session, so a table
 * keeps those that were read lately, and they are not made anew for every read. It has a
 * fixed number of places, and a name takes the place of another one, so names that an
 * application makes up do no harm.
 */
final class FieldNames implements RedisCodec<String, byte[]> {

	static final int PLACES = 1024;

	/** Longer names are not kept. */
	static final int MAX_LENGTH = 100;

	private final AtomicReferenceArray<Name> known = new AtomicReferenceArray<>(PLACES);

	@Override
	public String decodeKey(ByteBuffer bytes) {
		int hash = 0;
		for (int i = bytes.position(); i < bytes.limit(); i++) {
			hash = 31 * hash + bytes.get(i);
		}
		Name name = this.known.get(place(hash));
		return (name != null && name.isWrittenAs(bytes)) ? name.field() : remember(bytes);
	}

	private String remember(ByteBuffer bytes) {
		String field = new String(ByteArrayCodec.INSTANCE.decodeKey(bytes), StandardCharsets.UTF_8);
		if (field.length() <= MAX_LENGTH) {
			this.known.set(place(field.hashCode()), Name.of(field));
		}
		return field;
	}

	/**
	 * The name of the attribute that a field holds.
	 */
	String attribute(String field) {
		Name name = this.known.get(place(field.hashCode()));
		return (name != null && name.field().equals(field)) ? name.attribute() : Name.of(field).attribute();
	}

	private static int place(int hash) {
		return (hash ^ (hash >>> 16)) & (PLACES - 1);
	}

	@Override
	public byte[] decodeValue(ByteBuffer bytes) {
		return ByteArrayCodec.INSTANCE.decodeValue(bytes);
	}

	@Override
	public ByteBuffer encodeKey(String field) {
		return ByteBuffer.wrap(field.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public ByteBuffer encodeValue(byte[] value) {
		return ByteBuffer.wrap(value);
	}

	/**
	 * A field's name.
	 *
	 * @param field as it is in the hash
	 * @param attribute without the prefix of attributes; the same if it has none
	 */
	private record Name(String field, String attribute) {

		static Name of(String field) {
			return new Name(field, field.startsWith(SessionHash.ATTRIBUTE_PREFIX)
					? field.substring(SessionHash.ATTRIBUTE_PREFIX.length()) : field);
		}

		/**
		 * Only a name in ASCII can be, and others are read anew each time.
		 */
		boolean isWrittenAs(ByteBuffer bytes) {
			int start = bytes.position();
			if (this.field.length() != bytes.limit() - start) {
				return false;
			}
			for (int i = 0; i < this.field.length(); i++) {
				if (this.field.charAt(i) != bytes.get(start + i)) {
					return false;
				}
			}
			return true;
		}

	}

}
