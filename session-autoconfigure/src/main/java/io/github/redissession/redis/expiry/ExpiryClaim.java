package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.redissession.redis.IndexUpkeep;
import io.github.redissession.redis.SessionHash;

/**
 * A session that seems to have expired, leased to this node. The score of its name in the
 * expiry index is the whole state of a claim:
 *
 * <pre>
 * score of the name        means                    what happens next
 * -----------------------  -----------------------  ----------------------------------------
 * past                     due                      claim.lua of any node leases the name:
 *                                                   score = now + lease
 * score of this claim      leased to this node      settle.lua: ended, remove the name; still
 *                                                   alive, score = its real end; not decided
 *                                                   (Redis failed, its id is being changed),
 *                                                   nothing, so it is due after the lease
 * any other future score   saved again meanwhile,   settle.lua leaves the name as it is
 *                          or leased to a node
 *                          after this lease ended
 * no name                  settled by another node  settle.lua does nothing
 * </pre>
 *
 * Two nodes: scripts run one at a time, so claim.lua gives a name to one node only, and
 * while the lease lasts no other node sees it as due. Even if a lease ends while its node
 * still works, the session ends once, because take.lua removes the hash and announces the
 * end in one step; the second node finds no hash and only settles the name.
 * <p>
 * A node that dies after claim.lua leaves a name that is due when the lease ends. If it
 * dies after take.lua, the end was announced already, and the next node removes the name
 * and the session's entries in other indexes. With a stream, an entry is appended before
 * take.lua, so a node that dies in between leaves a second entry for the session, never
 * none.
 *
 * @param name the name of the session in the expiry index
 * @param lease the score that the lease has given it
 * @param overdue how long ago the session should have ended according to the index
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
	 * Returns the details of the session that its name contains.
	 */
	Map<String, String> details() {
		return IndexUpkeep.details(SessionHash.string(this.name));
	}

}
