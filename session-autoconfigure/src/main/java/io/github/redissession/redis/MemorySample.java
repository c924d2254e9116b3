package io.github.redissession.redis;

import java.util.List;

/**
 * How much memory sessions take, as the server has measured it for some of them.
 *
 * @param active how many sessions are listed that have not ended
 * @param listed how many are listed in all
 * @param sessions bytes of each session that was measured, the smallest first
 * @param missing how many were listed whose session was not there
 * @param expiryIndex bytes of the expiry index
 * @param userIndexPerSession bytes that one session takes in the index of its user, on
 * average of the sessions that were measured
 * @param tableEntry bytes that the allocator of the server gives for an entry of a table,
 * which has 24
 * @param userKeysPerSession how many indexes of users there are for each session that was
 * measured, from 0 to 1
 */
public record MemorySample(long active, long listed, List<Long> sessions, int missing, long expiryIndex,
		double userIndexPerSession, int tableEntry, double userKeysPerSession) {

}
