package io.github.redissession.redis.inspect;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How much memory sessions take, as the server has measured it for some of them.
 *
 * @param active how many sessions are listed that have not ended
 * @param listed how many are listed in all
 * @param sessions bytes of each session that was measured, the smallest first
 * @param missing how many were listed whose session was not there
 * @param expiryIndex bytes of the expiry index
 * @param indexes what the other indexes take, {@code null} if it is forbidden to look
 * @param tableEntry bytes that Redis counts for an entry of a table
 */
public record MemorySample(long active, long listed, List<Long> sessions, int missing, long expiryIndex,
		@Nullable IndexSample indexes, int tableEntry) {

}
