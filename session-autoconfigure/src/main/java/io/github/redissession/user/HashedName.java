package io.github.redissession.user;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.UnaryOperator;

/**
 * Replaces a user's name by its SHA-256 in base64url without padding, 43 characters, so
 * that keys and fields in Redis contain no names. As with any hash without a secret, a
 * reader of Redis can verify a guessed name.
 */
public final class HashedName implements UnaryOperator<String> {

	@Override
	public String apply(String name) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
