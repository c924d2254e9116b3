package io.github.redissession.takeover;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Objects;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.github.redissession.SessionToken;

/**
 * Derives tokens from legacy ids by HMAC-SHA-256: whoever finds an old id in a log cannot
 * compute the token without the secret. A token is as unpredictable as the id, 122 random
 * bits.
 */
final class DerivedTokens {

	/** The length of the secret in bytes. */
	static final int SECRET = 32;

	private static final String ALGORITHM = "HmacSHA256";

	private final SecretKeySpec key;

	DerivedTokens(byte[] secret) {
		this.key = new SecretKeySpec(secret, ALGORITHM);
	}

	SessionToken token(String legacyId) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			byte[] code = mac.doFinal(legacyId.getBytes(StandardCharsets.UTF_8));
			return Objects
				.requireNonNull(SessionToken.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(code)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

}
