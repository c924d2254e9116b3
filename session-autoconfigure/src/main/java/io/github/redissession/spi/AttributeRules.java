package io.github.redissession.spi;

import io.github.redissession.SessionAttribute;

/**
 * Rules for the attributes of all sessions, however they are encoded.
 *
 * @param onUnreadable what becomes of a session when an attribute cannot be read
 * @param warnSize the size in bytes above which a value is reported, once per name
 * @param maxSize the size in bytes above which a value is refused
 * @param maxSessionSize the size in bytes of all values of a session above which a value
 * that makes it grow is refused
 * @param validation checks values that are read through a {@link SessionAttribute}
 */
public record AttributeRules(UnreadablePolicy onUnreadable, long warnSize, long maxSize, long maxSessionSize,
		AttributeValidation validation) {

	/** No limits, and an unreadable attribute is dropped. */
	public static final AttributeRules LENIENT = new AttributeRules(UnreadablePolicy.DROP_ATTRIBUTE, Long.MAX_VALUE,
			Long.MAX_VALUE, Long.MAX_VALUE, (value) -> null);

}
