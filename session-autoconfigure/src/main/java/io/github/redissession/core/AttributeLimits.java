package io.github.redissession.core;

import java.util.function.ObjLongConsumer;

import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.AttributeRules;

/**
 * Enforces the limits on the names and the sizes of attributes.
 *
 * @param rules the limits
 * @param onLarge receives the names and sizes of values that are worth a warning
 */
record AttributeLimits(AttributeRules rules, ObjLongConsumer<String> onLarge) {

	/**
	 * Refuses a value that is too large.
	 */
	void checkValue(String name, Object value, int size) {
		if (size > this.rules.maxSize()) {
			throw new AttributeNotStorableException(
					"Session attribute '%s' of type %s cannot be stored: it has %d bytes, and ".formatted(name,
							value.getClass().getName(), size)
							+ "redis-session.codec.max-size allows %d".formatted(this.rules.maxSize()));
		}
	}

	/**
	 * Reports a value that is large.
	 */
	void report(String name, int size) {
		if (size > this.rules.warnSize()) {
			this.onLarge.accept(name, size);
		}
	}

	/**
	 * Refuses a value that makes a session too large.
	 * @param growth how much the session grows, in bytes
	 * @param size the size that it would have, in bytes
	 */
	void checkSession(String name, long growth, long size) {
		if (growth > 0 && isTooLarge(size)) {
			throw new AttributeNotStorableException(
					"Session attribute '%s' cannot be stored: all attributes together would have %d bytes, and "
						.formatted(name, size)
							+ "redis-session.codec.max-session-size allows %d".formatted(this.rules.maxSessionSize()));
		}
	}

	boolean isTooLarge(long size) {
		return size > this.rules.maxSessionSize();
	}

	/**
	 * Refuses a name that UTF-8 cannot represent. Otherwise two names could be stored as
	 * one.
	 */
	static void checkName(String name) {
		for (int i = 0; i < name.length(); i++) {
			if (!Character.isSurrogate(name.charAt(i))) {
				continue;
			}
			if (Character.codePointAt(name, i) < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
				throw new AttributeNotStorableException(
						"Session attribute '%s' cannot be stored: the character at index %d of its name is half of a "
							.formatted(printable(name), i) + "surrogate pair; use a name without it");
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
