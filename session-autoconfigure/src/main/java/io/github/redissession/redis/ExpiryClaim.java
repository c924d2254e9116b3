package io.github.redissession.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A name in the expiry index that is leased to this node.
 *
 * @param name the name
 * @param lease its score, which it has as long as nobody else has put it there
 */
record ExpiryClaim(byte[] name, byte[] lease) {

	static List<ExpiryClaim> all(List<byte[]> reply) {
		List<ExpiryClaim> claims = new ArrayList<>();
		for (int i = 0; i + 1 < reply.size(); i += 2) {
			claims.add(new ExpiryClaim(reply.get(i), reply.get(i + 1)));
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
