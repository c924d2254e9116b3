package io.github.redissession.core;

import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionLimitException;
import io.github.redissession.spi.SessionLimit;

/**
 * What is stored of users, and how many sessions they may have.
 *
 * @param storedName how the name of a user is stored, for example as a hash
 * @param recordsDevice whether a login records its device
 * @param limit the session limit of a user, by the user's plain name; {@code null} for
 * any number
 * @param refusal creates the exception for a login beyond the limit, by the same name
 */
public record UserPolicy(UnaryOperator<String> storedName, boolean recordsDevice,
		Function<String, @Nullable SessionLimit> limit, Function<String, RuntimeException> refusal) {

	/** Plain names, recorded devices, no limit. */
	public static final UserPolicy DEFAULT = new UserPolicy(UnaryOperator.identity(), true, (user) -> null,
			SessionLimitException::new);

}
