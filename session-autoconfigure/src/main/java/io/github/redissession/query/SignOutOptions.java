package io.github.redissession.query;

import org.jspecify.annotations.Nullable;

/**
 * How to sign out the sessions that match a query.
 *
 * @param dryRun whether the sessions are only counted
 * @param limit the maximum number of sessions to end, at least 1
 * @param expectedTotal the expected number of matching sessions, {@code null} for any; if
 * the actual number differs, no session is ended
 */
public record SignOutOptions(boolean dryRun, int limit, @Nullable Long expectedTotal) {

	public SignOutOptions {
		if (limit < 1) {
			throw new SessionQueryException("limit must be at least 1, but was %d".formatted(limit));
		}
	}

	/**
	 * Counts sessions without ending any.
	 * @return the options
	 */
	public static SignOutOptions dry() {
		return new SignOutOptions(true, Integer.MAX_VALUE, null);
	}

	/**
	 * Ends sessions.
	 * @param limit the maximum number of sessions, at least 1
	 * @return the options
	 */
	public static SignOutOptions atMost(int limit) {
		return new SignOutOptions(false, limit, null);
	}

	/**
	 * Ends sessions only if their number is still that of a dry run.
	 * @param total the total of the dry run
	 * @return the options
	 */
	public SignOutOptions ifTotalIs(long total) {
		return new SignOutOptions(this.dryRun, this.limit, total);
	}

}
