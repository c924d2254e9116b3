package io.github.redissession.core;

import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionLimitException;
import io.github.redissession.spi.SessionLimit;

/**
 * What is kept of users, and how many sessions they may have.
 *
 * @param storedName how the name of a user is stored, for example as a hash
 * @param recordsDevice whether a login records from where it comes
 * @param limit how many sessions a user may have, by the user's name as it is;
 * {@code null} for any number
 * @param refusal what a login beyond the limit is told, by the same name
 */
public record UserPolicy(UnaryOperator<String> storedName, boolean recordsDevice,
		Function<String, @Nullable SessionLimit> limit, Function<String, RuntimeException> refusal) {

	/** Names as they are, devices recorded, no limit. */
	public static final UserPolicy DEFAULT = new UserPolicy(UnaryOperator.identity(), true, (user) -> null,
			SessionLimitException::new);

}
