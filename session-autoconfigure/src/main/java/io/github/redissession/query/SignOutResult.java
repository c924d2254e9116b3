package io.github.redissession.query;

/**
 * What became of a sign-out.
 *
 * @param total how many sessions were found before it began
 * @param ended how many of them were ended by it
 * @param refused whether none was ended because there were more or fewer than expected
 */
public record SignOutResult(long total, long ended, boolean refused) {

}
