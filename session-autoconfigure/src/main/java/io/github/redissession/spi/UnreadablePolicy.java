package io.github.redissession.spi;

import io.github.redissession.AttributeNotReadableException;

/**
 * What happens to a session when one of its attributes cannot be read.
 */
public enum UnreadablePolicy {

	/**
	 * The attribute is treated as absent. Its bytes stay as they are until the
	 * application sets or removes it.
	 */
	DROP_ATTRIBUTE,

	/**
	 * The session has no attributes for the rest of this request, and ends with it.
	 */
	END_SESSION,

	/**
	 * Reading the attribute throws an {@link AttributeNotReadableException}.
	 */
	FAIL

}
