package io.github.redissession.query;

import org.jspecify.annotations.Nullable;

/**
 * How sessions are signed out that a question finds.
 *
 * @param dryRun whether they are only counted
 * @param limit how many are ended at most, positive
 * @param expectedTotal how many there should be, {@code null} for any number; if there
 * are more or fewer, none is ended
 */
public record SignOutOptions(boolean dryRun, int limit, @Nullable Long expectedTotal) {

	public SignOutOptions {
		if (limit < 1) {
			throw new SessionQueryException("A sign-out of at most %d sessions does nothing".formatted(limit));
		}
	}

	/**
	 * Counts, and ends none.
	 * @return the options
	 */
	public static SignOutOptions dry() {
		return new SignOutOptions(true, Integer.MAX_VALUE, null);
	}

	/**
	 * Ends sessions.
	 * @param limit how many at most
	 * @return the options
	 */
	public static SignOutOptions atMost(int limit) {
		return new SignOutOptions(false, limit, null);
	}

	/**
	 * Ends what a dry run has found, if that is still as many.
	 * @param total the total of the dry run
	 * @return the options
	 */
	public SignOutOptions ifTotalIs(long total) {
		return new SignOutOptions(this.dryRun, this.limit, total);
	}

}
