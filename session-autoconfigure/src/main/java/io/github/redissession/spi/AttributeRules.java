package io.github.redissession.spi;

import java.util.function.BiPredicate;

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
 * @param local whether an attribute, by its name and the class of its value, is not
 * stored but kept in the memory of this process, where it lasts as long as the process
 * and the session
 */
public record AttributeRules(UnreadablePolicy onUnreadable, long warnSize, long maxSize, long maxSessionSize,
		AttributeValidation validation, BiPredicate<String, Class<?>> local) {

	/** No limits, and an unreadable attribute is dropped. */
	public static final AttributeRules LENIENT = new AttributeRules(UnreadablePolicy.DROP_ATTRIBUTE, Long.MAX_VALUE,
			Long.MAX_VALUE, Long.MAX_VALUE, (value) -> null);

	/**
	 * Creates rules by which every attribute is stored.
	 * @param onUnreadable what becomes of a session when an attribute cannot be read
	 * @param warnSize the size in bytes above which a value is reported, once per name
	 * @param maxSize the size in bytes above which a value is refused
	 * @param maxSessionSize the size in bytes of all values of a session above which a
	 * value that makes it grow is refused
	 * @param validation checks values that are read through a {@link SessionAttribute}
	 */
	public AttributeRules(UnreadablePolicy onUnreadable, long warnSize, long maxSize, long maxSessionSize,
			AttributeValidation validation) {
		this(onUnreadable, warnSize, maxSize, maxSessionSize, validation, (name, type) -> false);
	}

}
