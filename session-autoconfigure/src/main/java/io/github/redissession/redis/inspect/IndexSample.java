package io.github.redissession.redis.inspect;

/**
 * How much memory the indexes other than the expiry index take, on average over a sample
 * of the sessions.
 *
 * @param bytesPerSession bytes that one session takes in all of them
 * @param keysPerSession the number of keys for each session; less than 1 where several
 * sessions share one
 */
public record IndexSample(double bytesPerSession, double keysPerSession) {

}
