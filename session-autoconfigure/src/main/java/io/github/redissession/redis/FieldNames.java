package io.github.redissession.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;

/**
 * Decodes hashes. The names of fields are the same in nearly every session, so a table
 * keeps those that were read recently, and a read does not create them again. The table
 * has a fixed number of slots, and a name replaces another one in its slot, so invented
 * names do no harm.
 */
final class FieldNames implements RedisCodec<String, byte[]> {

	static final int SLOTS = 1024;

	/** Longer names are not kept. */
	static final int MAX_LENGTH = 100;

	private final AtomicReferenceArray<Name> known = new AtomicReferenceArray<>(SLOTS);

	@Override
	public String decodeKey(ByteBuffer bytes) {
		int hash = 0;
		for (int i = bytes.position(); i < bytes.limit(); i++) {
			hash = 31 * hash + bytes.get(i);
		}
		Name name = this.known.get(slot(hash));
		return (name != null && name.isWrittenAs(bytes)) ? name.field() : remember(bytes);
	}

	private String remember(ByteBuffer bytes) {
		String field = new String(ByteArrayCodec.INSTANCE.decodeKey(bytes), StandardCharsets.UTF_8);
		if (field.length() <= MAX_LENGTH) {
			this.known.set(slot(field.hashCode()), Name.of(field));
		}
		return field;
	}

	/**
	 * Returns the name of the attribute in a field.
	 */
	String attribute(String field) {
		Name name = this.known.get(slot(field.hashCode()));
		return (name != null && name.field().equals(field)) ? name.attribute() : Name.of(field).attribute();
	}

	private static int slot(int hash) {
		return (hash ^ (hash >>> 16)) & (SLOTS - 1);
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
	 * @param field the name in the hash
	 * @param attribute the name without the prefix of attributes
	 */
	private record Name(String field, String attribute) {

		static Name of(String field) {
			return new Name(field, field.startsWith(SessionHash.ATTRIBUTE_PREFIX)
					? field.substring(SessionHash.ATTRIBUTE_PREFIX.length()) : field);
		}

		/**
		 * Whether the bytes are this name in ASCII. Other names are decoded every time.
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
