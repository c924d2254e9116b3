package io.github.redissession.redis.inspect;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How much memory sessions take, as the server measures it for a sample of them.
 *
 * @param active the number of listed sessions that have not ended
 * @param listed the number of sessions in the expiry index
 * @param sessions bytes of each session in the sample, in ascending order
 * @param missing the number of sessions in the sample that do not exist
 * @param expiryIndex bytes of the expiry index
 * @param indexes what the other indexes take, {@code null} if an ACL forbids to read them
 */
public record MemorySample(long active, long listed, List<Long> sessions, int missing, long expiryIndex,
		@Nullable IndexSample indexes) {

	/**
	 * Returns the number of listed sessions that exist, as far as the sample tells.
	 */
	public double existing() {
		return (double) this.listed * this.sessions.size() / Math.max(1, this.sessions.size() + this.missing);
	}

}
