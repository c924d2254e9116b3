package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.redissession.redis.IndexUpkeep;
import io.github.redissession.redis.SessionHash;

/**
 * A name in the expiry index that is leased to this node.
 *
 * @param name the name
 * @param lease its score, which it has as long as nobody else has put it there
 * @param overdue for how long its time had been up, as far as the index knew
 */
record ExpiryClaim(byte[] name, byte[] lease, Duration overdue) {

	static List<ExpiryClaim> all(List<byte[]> reply) {
		List<ExpiryClaim> claims = new ArrayList<>();
		for (int i = 0; i + 2 < reply.size(); i += 3) {
			claims.add(new ExpiryClaim(reply.get(i), reply.get(i + 1),
					Duration.ofMillis(Long.parseLong(SessionHash.string(reply.get(i + 2))))));
		}
		return claims;
	}

	String id() {
		return IndexUpkeep.id(SessionHash.string(this.name));
	}

	/**
	 * What the name tells of the session.
	 */
	Map<String, String> details() {
		return IndexUpkeep.details(SessionHash.string(this.name));
	}

}
