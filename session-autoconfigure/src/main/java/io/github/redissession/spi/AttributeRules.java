package io.github.redissession.spi;

import io.github.redissession.SessionAttribute;

/**
 * What holds for the attributes of all sessions, however they are encoded.
 *
 * @param onUnreadable what becomes of a session when an attribute cannot be read
 * @param warnSize the size in bytes above which a value is reported, once per name
 * @param maxSize the size in bytes above which a value is refused
 * @param maxSessionSize the size in bytes of all values together above which one that
 * makes a session grow is refused
 * @param validation checks what is read by a {@link SessionAttribute}
 */
public record AttributeRules(UnreadablePolicy onUnreadable, long warnSize, long maxSize, long maxSessionSize,
		AttributeValidation validation) {

	/** No limits, and nothing but the attribute is lost. */
	public static final AttributeRules LENIENT = new AttributeRules(UnreadablePolicy.DROP_ATTRIBUTE, Long.MAX_VALUE,
			Long.MAX_VALUE, Long.MAX_VALUE, (value) -> null);

}
