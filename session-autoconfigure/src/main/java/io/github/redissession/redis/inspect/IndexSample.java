package io.github.redissession.redis.inspect;

/**
 * How much memory the indexes of sessions take besides the expiry index, on average of
 * the sessions that were looked at.
 *
 * @param bytesPerSession bytes that one session takes in all of them
 * @param keysPerSession how many keys there are for each session; less than 1 where
 * several sessions share one
 */
public record IndexSample(double bytesPerSession, double keysPerSession) {

}
