package io.github.redissession.redis.inspect;

import java.util.Map;

/**
 * A sample of the keys of the servers.
 *
 * @param seen the number of keys in the sample
 * @param kinds the number of our keys by kind: {@code session}, {@code user},
 * {@code expiry} and so on
 * @param foreign the number of keys that are not ours
 * @param withoutTtl the number of our keys that have no time to live although they should
 * @param complete whether the sample contains all keys
 */
public record KeySample(int seen, Map<String, Integer> kinds, int foreign, int withoutTtl, boolean complete) {

}
