package io.github.redissession.query;

/**
 * The result of a sign-out.
 *
 * @param total the number of matching sessions before the sign-out
 * @param ended the number of sessions that it ended
 * @param refused whether it ended none because the total was not the expected one
 */
public record SignOutResult(long total, long ended, boolean refused) {

}
