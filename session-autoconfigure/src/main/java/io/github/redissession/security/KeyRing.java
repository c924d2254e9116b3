package io.github.redissession.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import org.jspecify.annotations.Nullable;

/**
 * The keys for attributes, each with an id that is stored with every value that it
 * encrypted. The first key encrypts, and all keys decrypt. {@link EncryptingCodec} shows
 * the bytes.
 */
public final class KeyRing {

	/** Stands in place of the first key: values are written plain, and read encrypted. */
	public static final String NONE = "none";

	/** The first byte of an encrypted value. */
	private static final byte MARK = 16;

	private final Map<String, Aead> keys;

	private final boolean writing;

	private KeyRing(Map<String, Aead> keys, boolean writing) {
		this.keys = keys;
		this.writing = writing;
	}

	/**
	 * Parses keys.
	 * @param texts the keys, each as {@code <id>:<16 or 32 bytes in Base64>}; the first
	 * may be {@value #NONE}
	 * @return the keys
	 * @throws IllegalArgumentException if one of them is not a key; the message gives its
	 * position and reveals nothing of it
	 */
	public static KeyRing parse(List<String> texts) {
		boolean writing = !texts.get(0).strip().equals(NONE);
		Map<String, Aead> keys = new LinkedHashMap<>();
		for (int i = writing ? 0 : 1; i < texts.size(); i++) {
			String text = texts.get(i).strip();
			int colon = text.indexOf(':');
			String id = text.substring(0, Math.max(0, colon));
			if (!id.matches("[\\w.-]{1,50}")) {
				throw invalid(i, "does not begin with an id of 1 to 50 letters, digits, '_', '.' or '-', and a colon");
			}
			if (keys.put(id, key(i, text.substring(colon + 1))) != null) {
				throw invalid(i, "has the same id as another key");
			}
		}
		if (keys.isEmpty()) {
			throw new IllegalArgumentException("there is no key other than " + NONE);
		}
		return new KeyRing(keys, writing);
	}

	private static Aead key(int position, String text) {
		try {
			byte[] bytes = Base64.getDecoder().decode(text);
			if (bytes.length == 16 || bytes.length == 32) {
				return new AesGcmJce(bytes);
			}
		}
		catch (IllegalArgumentException | GeneralSecurityException ex) {
			// The message may contain parts of the key.
		}
		throw invalid(position, "is not 16 or 32 bytes in Base64");
	}

	private static IllegalArgumentException invalid(int position, String reason) {
		return new IllegalArgumentException("key number %d %s".formatted(position + 1, reason));
	}

	/**
	 * Returns whether attributes are encrypted when they are written.
	 */
	boolean isWriting() {
		return this.writing;
	}

	static boolean isEncrypted(byte[] value) {
		return value.length > 0 && value[0] == MARK;
	}

	byte[] encrypt(byte[] plain, byte[] associated) {
		Map.Entry<String, Aead> first = this.keys.entrySet().iterator().next();
		byte[] id = first.getKey().getBytes(StandardCharsets.US_ASCII);
		try {
			byte[] encrypted = first.getValue().encrypt(plain, associated);
			return ByteBuffer.allocate(2 + id.length + encrypted.length)
				.put(MARK)
				.put((byte) id.length)
				.put(id)
				.put(encrypted)
				.array();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Could not encrypt a session attribute", ex);
		}
	}

	/**
	 * Decrypts a value.
	 * @return the plain bytes, {@code null} if the value is not encrypted or is damaged,
	 * there is no such key, or the associated data differ
	 */
	byte @Nullable [] decrypt(byte[] value, byte[] associated) {
		int start = (value.length > 1) ? 2 + value[1] : 0;
		if (start <= 2 || start > value.length || !isEncrypted(value)) {
			return null;
		}
		Aead key = this.keys.get(new String(value, 2, start - 2, StandardCharsets.US_ASCII));
		try {
			return (key != null) ? key.decrypt(Arrays.copyOfRange(value, start, value.length), associated) : null;
		}
		catch (GeneralSecurityException ex) {
			return null;
		}
	}

	/**
	 * Returns the ids and nothing else.
	 */
	@Override
	public String toString() {
		return "KeyRing" + this.keys.keySet();
	}

}
