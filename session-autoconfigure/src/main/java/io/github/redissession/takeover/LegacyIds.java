package io.github.redissession.takeover;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes the ids of Spring Session in what clients send: a UUID, as it is or in
 * Base64, in either case with the route to a node behind it or without.
 */
final class LegacyIds {

	private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	private static final int LENGTH = 36;

	/** Longer values are not decoded. */
	private static final int LONGEST = 200;

	private static final char ROUTE = '.';

	private LegacyIds() {
	}

	/**
	 * Returns the id in a value, {@code null} if there is none.
	 */
	static @Nullable String parse(String value) {
		if (value.length() < LENGTH || value.length() > LONGEST) {
			return null;
		}
		String plain = withoutRoute(value);
		return isId(plain) ? plain : decoded(plain);
	}

	private static @Nullable String decoded(String value) {
		try {
			String text = withoutRoute(new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1));
			return isId(text) ? text : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static boolean isId(String text) {
		return text.length() == LENGTH && UUID.matcher(text).matches();
	}

	private static String withoutRoute(String value) {
		int route = value.indexOf(ROUTE);
		return (route < 0) ? value : value.substring(0, route);
	}

}
