package io.github.redissession;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * The secret that a browser holds, and the id that is derived from it.
 * <p>
 * The token is 256 random bits in base64url (43 characters). The id is the first 128 bits
 * of the token's SHA-256 in base64url (22 characters): a reader of ids in Redis, in a log
 * or in a device list cannot compute a token from them. This follows OWASP ASVS 5.0,
 * 7.2.3 (128 bits or more from a CSPRNG) and 16.2.5 (session tokens in logs only hashed).
 */
public final class SessionToken {

	private static final int TOKEN_BYTES = 32;

	private static final int TOKEN_LENGTH = 43;

	private static final int ID_BYTES = 16;

	private static final int ID_LENGTH = 22;

	private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

	private final String value;

	private final String id;

	private SessionToken(String value) {
		this.value = value;
		this.id = ENCODER.encodeToString(Arrays.copyOf(sha256(value), ID_BYTES));
	}

	/**
	 * Creates a new random token.
	 * @return the token
	 */
	public static SessionToken random() {
		byte[] bytes = new byte[TOKEN_BYTES];
		RANDOM.nextBytes(bytes);
		return new SessionToken(ENCODER.encodeToString(bytes));
	}

	/**
	 * Parses a value that a client sent.
	 * @param value any text
	 * @return the token, {@code null} if the value does not have the form of a token
	 */
	public static @Nullable SessionToken parse(@Nullable String value) {
		return (value != null && isBase64Url(value, TOKEN_LENGTH, 0x3)) ? new SessionToken(value) : null;
	}

	/**
	 * Whether a string has the form of an id.
	 * @param id any text
	 * @return {@code false} if no session can have this id
	 */
	public static boolean isId(@Nullable String id) {
		return id != null && isBase64Url(id, ID_LENGTH, 0xF);
	}

	/**
	 * Returns the secret itself.
	 * @return 43 characters of base64url
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Returns the id of the session that this token opens.
	 * @return 22 characters of base64url
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns a text with the id only, so that a token never reaches a log by accident.
	 */
	@Override
	public String toString() {
		return "SessionToken[id=" + this.id + "]";
	}

	/**
	 * Whether our encoder could have produced a string: the unused bits of the last
	 * character must be zero, or one secret would have several spellings.
	 */
	private static boolean isBase64Url(String value, int length, int unusedBits) {
		if (value.length() != length) {
			return false;
		}
		for (int i = 0; i < length; i++) {
			if (DIGITS.indexOf(value.charAt(i)) < 0) {
				return false;
			}
		}
		return (DIGITS.indexOf(value.charAt(length - 1)) & unusedBits) == 0;
	}

	private static byte[] sha256(String value) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
