package io.github.redissession.query.plan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Encodes any text as letters and digits, so that it can be part of a key, of a list with
 * separators, and of a request to Redis Search without any special meaning.
 * <p>
 * ASCII letters and digits except {@code Z} stand for themselves. Every other byte of the
 * text's UTF-8 becomes {@code Z} and two hexadecimal digits, an unpaired surrogate
 * becomes {@code Zs} and four of them, and the empty text becomes {@code Z}. A text that
 * is too long becomes {@code Zh}, its SHA-256 and its beginning.
 */
public final class ValueText {

	private static final int LONGEST = 1000;

	private static final int SHOWN = 100;

	private static final String EMPTY = "Z";

	private static final String DIGEST = "Zh";

	private static final int DIGEST_LENGTH = 64;

	private static final String HALF = "Zs";

	private static final int HALF_LENGTH = HALF.length() + 4;

	private static final HexFormat HEX = HexFormat.of();

	private ValueText() {
	}

	public static String encode(String value) {
		if (value.isEmpty()) {
			return EMPTY;
		}
		if (value.length() <= LONGEST) {
			String text = escape(value);
			if (text.length() <= LONGEST) {
				return text;
			}
		}
		int end = Character.isHighSurrogate(value.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
		return DIGEST + HEX.formatHex(sha256(value)) + escape(value.substring(0, end));
	}

	/**
	 * Returns the text; of a long one, its beginning and an ellipsis.
	 */
	public static String decode(String text) {
		if (text.equals(EMPTY)) {
			return "";
		}
		if (text.startsWith(DIGEST)) {
			return unescape(text.substring(Math.min(text.length(), DIGEST.length() + DIGEST_LENGTH))) + "…";
		}
		return unescape(text);
	}

	private static String escape(String value) {
		StringBuilder text = new StringBuilder(value.length() + 16);
		value.codePoints().forEach((point) -> {
			if (point < 128 && isPlain((byte) point)) {
				text.append((char) point);
			}
			else if (Character.getType(point) == Character.SURROGATE) {
				text.append(HALF).append(HEX.toHexDigits((char) point));
			}
			else {
				escape(Character.toString(point).getBytes(StandardCharsets.UTF_8), text);
			}
		});
		return text.toString();
	}

	private static void escape(byte[] bytes, StringBuilder text) {
		for (byte one : bytes) {
			if (isPlain(one)) {
				text.append((char) one);
			}
			else {
				text.append('Z');
				HEX.toHexDigits(text, one);
			}
		}
	}

	private static String unescape(String text) {
		int half = text.indexOf(HALF);
		if (half >= 0 && text.length() >= half + HALF_LENGTH) {
			return unescape(text.substring(0, half))
					+ (char) HexFormat.fromHexDigits(text, half + HALF.length(), half + HALF_LENGTH)
					+ unescape(text.substring(half + HALF_LENGTH));
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
		for (int i = 0; i < text.length(); i++) {
			char one = text.charAt(i);
			if (one == 'Z' && i + 2 < text.length() && HexFormat.isHexDigit(text.charAt(i + 1))
					&& HexFormat.isHexDigit(text.charAt(i + 2))) {
				bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
				i += 2;
			}
			else {
				bytes.write(one);
			}
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	private static boolean isPlain(byte one) {
		return (one >= 'a' && one <= 'z') || (one >= 'A' && one < 'Z') || (one >= '0' && one <= '9');
	}

	private static byte[] sha256(String value) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(escape(value).getBytes(StandardCharsets.US_ASCII));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
