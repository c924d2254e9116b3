package io.github.redissession.security;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import org.jspecify.annotations.Nullable;

/**
 * The keys for attributes, each with an id that is stored with every value that it
 * encrypted. The first key encrypts, and all keys decrypt.
 */
public final class KeyRing {

	/** Stands in place of the first key: values are written plain, and read encrypted. */
	public static final String NONE = "none";

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

	/**
	 * Returns the id of the key that encrypts.
	 */
	String first() {
		return this.keys.keySet().iterator().next();
	}

	byte[] encrypt(byte[] plain, byte[] associated) {
		try {
			return this.keys.values().iterator().next().encrypt(plain, associated);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Could not encrypt a session attribute", ex);
		}
	}

	/**
	 * Decrypts a value.
	 * @param id the id of the key that encrypted it
	 * @return the plain bytes, {@code null} if there is no such key, the associated data
	 * differ, or the value is damaged
	 */
	byte @Nullable [] decrypt(String id, byte[] encrypted, byte[] associated) {
		Aead key = this.keys.get(id);
		try {
			return (key != null) ? key.decrypt(encrypted, associated) : null;
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
