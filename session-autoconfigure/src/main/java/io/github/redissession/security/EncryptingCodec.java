package io.github.redissession.security;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.spi.AttributeCodec;

/**
 * Encrypts with AES-GCM what another codec has encoded. {@code docs/storage.md} specifies
 * the bytes: <pre>
 * value            16 | n | key id, n bytes | nonce, 12 bytes | ciphertext | tag, 16 bytes
 *
 * associated data  "redis-session 1", purpose, namespace, session, attribute
 *                  (UTF-8, each after its length in 4 bytes; authenticated, not stored)
 *
 *                  purpose      session                 attribute
 * an attribute     "attribute"  the session's origin    its name
 * an origin        "origin"     the session's id now    ""
 * </pre>
 * <p>
 * A value is bound to its namespace, its attribute's name and its session's
 * <em>origin</em>, the id with which the session began. Values are bound to the origin
 * and not to the current id because a login changes the id: no value has to be encrypted
 * again. While a session has its first id, the id is the origin, and nothing more is
 * stored. After a change of the id, the origin is stored with the session, itself
 * encrypted and bound to the current id. So values move with their session and with no
 * other: neither a single value nor all values together, with the origin, can be read
 * after they are copied to another session.
 */
public final class EncryptingCodec implements AttributeCodec {

	private static final String VERSION = "redis-session 1";

	private final AttributeCodec delegate;

	private final KeyRing keys;

	private final String namespace;

	private final boolean acceptPlain;

	private final String origin;

	/**
	 * Creates the codec.
	 * @param delegate encodes the objects
	 * @param keys the keys that encrypt and decrypt
	 * @param namespace the prefix of all keys in Redis
	 * @param acceptPlain whether values that are not encrypted are read
	 * @throws IllegalArgumentException if the codec could not read what it writes
	 */
	public EncryptingCodec(AttributeCodec delegate, KeyRing keys, String namespace, boolean acceptPlain) {
		this(delegate, keys, namespace, acceptPlain, "");
		if (!keys.isWriting() && !acceptPlain) {
			throw new IllegalArgumentException("redis-session.encryption.accept-unencrypted must be true while '"
					+ KeyRing.NONE + "' is the first key");
		}
	}

	private EncryptingCodec(AttributeCodec delegate, KeyRing keys, String namespace, boolean acceptPlain,
			String origin) {
		this.delegate = delegate;
		this.keys = keys;
		this.namespace = namespace;
		this.acceptPlain = acceptPlain;
		this.origin = origin;
	}

	/**
	 * Returns a codec for a session. An origin that was encrypted for another session, or
	 * that no key can read, is ignored: the values that are bound to it cannot be read,
	 * and new ones are bound to the current id.
	 */
	@Override
	public AttributeCodec forSession(String id, @Nullable String sealedOrigin) {
		return new EncryptingCodec(this.delegate.forSession(id, null), this.keys, this.namespace, this.acceptPlain,
				(sealedOrigin != null) ? openOrigin(id, sealedOrigin) : id);
	}

	@Override
	public @Nullable String origin(String id) {
		if (id.equals(this.origin)) {
			return null;
		}
		byte[] sealed = this.keys.encrypt(this.origin.getBytes(StandardCharsets.UTF_8), associated("origin", id, ""));
		return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
	}

	private String openOrigin(String id, String sealed) {
		try {
			byte[] opened = this.keys.decrypt(Base64.getUrlDecoder().decode(sealed), associated("origin", id, ""));
			return (opened != null) ? new String(opened, StandardCharsets.UTF_8) : id;
		}
		catch (IllegalArgumentException ex) {
			return id;
		}
	}

	@Override
	public byte[] encode(String name, Object value) {
		return sealed(name, this.delegate.encode(name, value));
	}

	private byte[] sealed(String name, byte[] plain) {
		return this.keys.isWriting() ? this.keys.encrypt(plain, associated("attribute", this.origin, name)) : plain;
	}

	private byte @Nullable [] open(String name, byte[] sealed) {
		return this.keys.decrypt(sealed, associated("attribute", this.origin, name));
	}

	/**
	 * Compares the decrypted bytes, because encrypting a value twice gives different
	 * bytes.
	 */
	@Override
	public byte[] encode(String name, Object value, byte[] stored) {
		byte[] before = KeyRing.isEncrypted(stored) ? open(name, stored) : stored;
		if (before == null) {
			return encode(name, value);
		}
		byte[] now = this.delegate.encode(name, value, before);
		return (now == before) ? stored : sealed(name, now);
	}

	@Override
	public Object decode(String name, byte[] bytes) {
		if (!KeyRing.isEncrypted(bytes)) {
			if (this.acceptPlain) {
				return this.delegate.decode(name, bytes);
			}
			throw new AttributeNotReadableException("Session attribute '" + name + "' cannot be read: it is not"
					+ " encrypted, and redis-session.encryption.accept-unencrypted is false");
		}
		byte[] plain = open(name, bytes);
		if (plain == null) {
			throw new AttributeNotReadableException("Session attribute '" + name + "' cannot be read: it belongs to"
					+ " another session or attribute, is damaged, or its key is not in redis-session.encryption.keys");
		}
		return this.delegate.decode(name, plain);
	}

	/**
	 * Returns the data that a value is bound to, each part after its length.
	 */
	private byte[] associated(String purpose, String session, String name) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (String part : new String[] { VERSION, purpose, this.namespace, session, name }) {
			byte[] text = part.getBytes(StandardCharsets.UTF_8);
			bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES + text.length).putInt(text.length).put(text).array());
		}
		return bytes.toByteArray();
	}

	@Override
	public boolean isImmutable(Class<?> type) {
		return this.delegate.isImmutable(type);
	}

}
