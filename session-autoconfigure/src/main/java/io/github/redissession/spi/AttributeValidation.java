package io.github.redissession.spi;

import org.jspecify.annotations.Nullable;

/**
 * Checks values that were stored, perhaps by another version of the application, before
 * it uses them.
 */
@FunctionalInterface
public interface AttributeValidation {

	/**
	 * Checks a value that was read.
	 * @param value the value of an attribute
	 * @return what is wrong with it, without any of its content; {@code null} if nothing
	 * is
	 */
	@Nullable String check(Object value);

}
