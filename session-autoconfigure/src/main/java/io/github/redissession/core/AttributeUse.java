package io.github.redissession.core;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.SessionAttribute;
import io.github.redissession.spi.AttributeValidation;

/**
 * Checks the attributes of one session before a {@link SessionAttribute} returns them to
 * the application.
 *
 * @param attributes the attributes
 * @param validation checks the values
 */
record AttributeUse(SessionAttributes attributes, AttributeValidation validation) {

	/**
	 * Returns the value that was read for a key if it has the right class and is valid.
	 */
	<T> @Nullable Object checked(SessionAttribute<T> key, Object value) {
		String name = key.name();
		if (this.attributes.isAssigned(name)) {
			return value;
		}
		String reason = null;
		if (!key.type().isInstance(value)) {
			reason = "it is not of type " + key.type().getName();
		}
		else if (this.attributes.isFirstUse(name)) {
			reason = this.validation.check(value);
		}
		if (reason == null) {
			return value;
		}
		this.attributes.refuse(name, new AttributeNotReadableException(
				"Session attribute '" + name + "' cannot be used: " + reason, value.getClass().getName()));
		return null;
	}

}
