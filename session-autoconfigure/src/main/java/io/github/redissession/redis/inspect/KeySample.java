package io.github.redissession.redis.inspect;

import java.util.Map;

/**
 * Keys of a server, as far as somebody has looked.
 *
 * @param seen how many keys were looked at
 * @param kinds how many of them are ours, by what they are about: {@code session},
 * {@code user}, {@code expiry} and so on
 * @param foreign how many are not ours
 * @param withoutTtl how many of ours have no time to live although they should
 * @param complete whether these are all
 */
public record KeySample(int seen, Map<String, Integer> kinds, int foreign, int withoutTtl, boolean complete) {

}
