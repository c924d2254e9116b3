package io.github.redissession.spi;

import org.jspecify.annotations.Nullable;

/**
 * Checks stored values, perhaps written by another version of the application, before the
 * application uses them.
 */
@FunctionalInterface
public interface AttributeValidation {

	/**
	 * Checks a value that was read.
	 * @param value the value of an attribute
	 * @return why it is invalid, without any of its content; {@code null} if it is valid
	 */
	@Nullable String check(Object value);

}
