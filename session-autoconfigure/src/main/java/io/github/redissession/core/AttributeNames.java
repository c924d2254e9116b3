package io.github.redissession.core;

import io.github.redissession.AttributeNotStorableException;

/**
 * Which names an attribute may have: every text, as long as UTF-8 can represent it.
 * Otherwise two names could be stored as one.
 */
final class AttributeNames {

	private AttributeNames() {
	}

	static void check(String name) {
		for (int i = 0; i < name.length(); i++) {
			char one = name.charAt(i);
			if (!Character.isSurrogate(one)) {
				continue;
			}
			if (Character.isLowSurrogate(one) || i + 1 == name.length()
					|| !Character.isLowSurrogate(name.charAt(i + 1))) {
				throw new AttributeNotStorableException(
						"Session attribute '%s' cannot be stored: the character at index %d of its name is half of a surrogate pair; use a name without it"
							.formatted(printable(name), i));
			}
			i++;
		}
	}

	private static String printable(String name) {
		StringBuilder text = new StringBuilder();
		name.codePoints()
			.forEach((point) -> text.append((point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
					? "\\u%04x".formatted(point) : Character.toString(point)));
		return text.toString();
	}

}
