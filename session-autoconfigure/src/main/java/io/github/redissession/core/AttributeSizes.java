package io.github.redissession.core;

import java.util.function.ObjLongConsumer;

import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.AttributeRules;

/**
 * Enforces the limits on the size of attributes.
 *
 * @param rules the limits
 * @param onLarge receives the names and sizes of values that are worth a warning
 */
record AttributeSizes(AttributeRules rules, ObjLongConsumer<String> onLarge) {

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

}
