package io.github.redissession.security;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.spi.AttributeCodec;

/**
 * Encrypts what another codec has encoded, with AES-GCM.
 * <p>
 * A value is bound to the namespace, the attribute's name and the session: its
 * <em>origin</em>, the id with which it began. While a session has that id nothing more
 * is stored. When it gets another one, its origin is stored with it, encrypted and bound
 * to the new id. So the values move along with a session and with no other: neither one
 * value nor all of them together can be read in another session.
 */
public final class EncryptingCodec implements AttributeCodec {

	/**
	 * The first byte of an encrypted value; the length of the key id and that id follow.
	 */
	private static final int MARK = 16;

	private static final String VERSION = "redis-session 1";

	private final AttributeCodec delegate;

	private final KeyRing keys;

	private final String namespace;

	private final boolean acceptPlain;

	private final String origin;

	/**
	 * Creates the codec.
	 * @param delegate encodes the objects
	 * @param keys encrypt and decrypt
	 * @param namespace what all keys in Redis begin with
	 * @param acceptPlain whether to read values that are not encrypted
	 * @throws IllegalArgumentException if it could not read what it writes
	 */
	public EncryptingCodec(AttributeCodec delegate, KeyRing keys, String namespace, boolean acceptPlain) {
		this(delegate, keys, namespace, acceptPlain, "");
		if (!keys.isWriting() && !acceptPlain) {
			throw new IllegalArgumentException("with '" + KeyRing.NONE
					+ "' as the first key redis-session.encryption.accept-unencrypted has to be true");
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
	 * An origin that was made for another session, or that no key can read, is none: the
	 * values that depend on it cannot be read, and new ones are bound to the present id.
	 */
	@Override
	public AttributeCodec forSession(String id, @Nullable String sealedOrigin) {
		String opened = (sealedOrigin != null) ? openOrigin(id, sealedOrigin) : null;
		return new EncryptingCodec(this.delegate.forSession(id, null), this.keys, this.namespace, this.acceptPlain,
				(opened != null) ? opened : id);
	}

	@Override
	public @Nullable String origin(String id) {
		if (id.equals(this.origin)) {
			return null;
		}
		byte[] sealed = seal(this.origin.getBytes(StandardCharsets.UTF_8), "origin", id, "");
		return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
	}

	private @Nullable String openOrigin(String id, String sealed) {
		try {
			byte[] opened = open(Base64.getUrlDecoder().decode(sealed), "origin", id, "");
			return (opened != null) ? new String(opened, StandardCharsets.UTF_8) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	@Override
	public byte[] encode(String name, Object value) {
		byte[] plain = this.delegate.encode(name, value);
		return this.keys.isWriting() ? seal(plain, "attribute", this.origin, name) : plain;
	}

	/**
	 * Compares what was encrypted, because the same value never gives the same bytes.
	 */
	@Override
	public byte[] encode(String name, Object value, byte[] stored) {
		byte[] before = isEncrypted(stored) ? open(stored, "attribute", this.origin, name) : stored;
		if (before == null) {
			return encode(name, value);
		}
		byte[] now = this.delegate.encode(name, value, before);
		if (now == before) {
			return stored;
		}
		return this.keys.isWriting() ? seal(now, "attribute", this.origin, name) : now;
	}

	@Override
	public Object decode(String name, byte[] bytes) {
		if (!isEncrypted(bytes)) {
			if (this.acceptPlain) {
				return this.delegate.decode(name, bytes);
			}
			throw new AttributeNotReadableException("Session attribute '" + name + "' cannot be read: it is not"
					+ " encrypted, and redis-session.encryption.accept-unencrypted is false");
		}
		byte[] plain = open(bytes, "attribute", this.origin, name);
		if (plain == null) {
			throw new AttributeNotReadableException("Session attribute '" + name + "' cannot be read: it belongs to"
					+ " another session or attribute, is damaged, or its key is not in redis-session.encryption.keys");
		}
		return this.delegate.decode(name, plain);
	}

	private static boolean isEncrypted(byte[] bytes) {
		return bytes.length > 0 && bytes[0] == MARK;
	}

	private byte[] seal(byte[] plain, String purpose, String session, String name) {
		byte[] id = this.keys.first().getBytes(StandardCharsets.US_ASCII);
		byte[] encrypted = this.keys.encrypt(plain, associated(purpose, session, name));
		byte[] sealed = new byte[2 + id.length + encrypted.length];
		sealed[0] = MARK;
		sealed[1] = (byte) id.length;
		System.arraycopy(id, 0, sealed, 2, id.length);
		System.arraycopy(encrypted, 0, sealed, 2 + id.length, encrypted.length);
		return sealed;
	}

	private byte @Nullable [] open(byte[] sealed, String purpose, String session, String name) {
		int start = (sealed.length > 1) ? 2 + sealed[1] : 0;
		if (start <= 2 || start > sealed.length || sealed[0] != MARK) {
			return null;
		}
		return this.keys.decrypt(new String(sealed, 2, start - 2, StandardCharsets.US_ASCII),
				Arrays.copyOfRange(sealed, start, sealed.length), associated(purpose, session, name));
	}

	/**
	 * What a value is bound to, each part with its length before it.
	 */
	private byte[] associated(String purpose, String session, String name) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			for (String part : new String[] { VERSION, purpose, this.namespace, session, name }) {
				byte[] text = part.getBytes(StandardCharsets.UTF_8);
				out.writeInt(text.length);
				out.write(text);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	@Override
	public boolean isImmutable(Class<?> type) {
		return this.delegate.isImmutable(type);
	}

}
