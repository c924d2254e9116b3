package io.github.redissession.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import io.github.redissession.index.IndexRule;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * Keeps the indexes consistent with the sessions. The hash is authoritative and an index
 * is a hint, because they have different keys and no command changes both. This is how
 * they agree in the end: <pre>
 *            batch of one request, in this order              when it has been answered
 *  +--------------------------------------------------------+ +------------------------+
 *  | announce      save             confirm        verify    | | settle, repair         |
 *  | put: new      save.lua or      put: new       HMGET     | | if anything was not    |
 *  | indexes       take.lua: the    indexes again; the values| | as expected            |
 *  |               hash changes     ZREM: old ones           | |                        |
 *  +--------------------------------------------------------+ +------------------------+
 *
 * step      why                                                                type
 * announce  a process may die after any command: at worst an entry is left     IndexUpdate
 *           over, and no session is missing from an index
 * confirm   between announce and save a reader finds no session and drops the  IndexUpdate
 *           entry; it is added again, with another score, so that a reader
 *           that saw the first one does not drop the second
 * verify    two requests that change a value at the same time may reach the    IndexVerifier
 *           hash in one order and the indexes in the other; save.lua returns
 *           the values that it has replaced, HMGET reads those that are left,
 *           so at least the last writer notices
 * settle    GONE: the announcement is undone. An entry was missing where the   IndexVerifier
 *           session stays, or CONFLICT: repair
 * repair    read scores, read hash, write, read hash again, until it is        IndexRepair
 *           unchanged; entries are dropped only with their old scores
 * readers   a reader of an index then reads the hashes, and drops entries      SessionCatalog,
 *           without a session if their scores are unchanged                    SessionIndex
 * </pre> One server runs a batch in its order, so everything goes out at once. The nodes
 * of a cluster do not know the order of each other's commands: there, announce and save
 * are sent first, confirm when the hash's node has answered, and the values are read when
 * all nodes have answered. It costs a round trip only where the order matters, see
 * {@link IndexUpdate#needsOrder()}.
 * <p>
 * Every session is also in the expiry index, which is how its end is noticed. It is
 * listed there under its id and its user, so that it can be removed from its user's index
 * when its hash no longer exists.
 */
public final class IndexUpkeep {

	/** For how long a session stays listed if it is unknown whether it still exists. */
	private static final Duration UNCONFIRMED = Duration.ofDays(1);

	/** The argument of put.lua for a session that begins now. */
	private static final String NOW = "0";

	private final SessionKeys keys;

	private final IndexRule rule;

	private final IndexEntries entries;

	public IndexUpkeep(SessionKeys keys, IndexRule rule) {
		this.keys = keys;
		this.rule = rule;
		this.entries = new IndexEntries(keys);
	}

	/**
	 * Whether a delta changes the indexes. It does not if the session stays where it is
	 * listed, and the indexes need not learn of its new end.
	 */
	static boolean isAffectedBy(SessionDelta delta) {
		return delta.kind() != SessionDelta.Kind.UPDATE || !delta.details().isEmpty() || delta.resetsExpiry()
				|| isProlongedBy(delta);
	}

	private static boolean isProlongedBy(SessionDelta delta) {
		return delta.times().accessedAgo() != null && delta.times().relists();
	}

	/**
	 * Returns the update of the indexes that a delta requires.
	 * @param before the details of the session before it
	 */
	IndexUpdate update(SessionDelta delta, Map<String, String> before) {
		boolean isNew = delta.kind() == SessionDelta.Kind.CREATE;
		IndexMembership old = isNew ? IndexMembership.NOWHERE : membership(delta.previousId(), before);
		Duration endsIn = delta.times().endsIn();
		Instant created = delta.times().created();
		boolean stays = delta.kind() == SessionDelta.Kind.UPDATE && delta.details().isEmpty();
		return new IndexUpdate(this.entries, old, stays ? old : membership(delta.id(), delta.detailsAfter(before)),
				new IndexUpdate.Times(
						Long.toString((created != null) ? created.toEpochMilli() : -delta.times().age().toMillis()),
						endsIn, (endsIn != null) ? endsIn.plus(delta.terms().touchInterval()) : null,
						delta.resetsExpiry() || isProlongedBy(delta),
						delta.resetsExpiry() && delta.kind() == SessionDelta.Kind.UPDATE));
	}

	/**
	 * Removes a session that the same batch ends.
	 */
	void forget(Batch batch, String id, Map<String, String> details) {
		leave(batch, id, details);
		IndexEntries.drop(batch, this.keys.expiry(id), expiryName(id, details), IndexEntries.UNLESS_DUE);
	}

	/**
	 * Removes a session from all indexes except the expiry index.
	 */
	public void leave(Batch batch, String id, Map<String, String> details) {
		membership(id, details).indexes().forEach((index) -> this.entries.remove(batch, index, id));
	}

	/**
	 * Lists a session again whose end was not confirmed. If it has ended, the readers of
	 * the indexes will notice.
	 */
	void remember(Batch batch, String id, Map<String, String> details) {
		IndexMembership membership = membership(id, details);
		membership.indexes().forEach((index) -> this.entries.add(batch, index, id, UNCONFIRMED, NOW, ""));
		this.entries.expiry(batch, "add", id, membership.expiryName(), Duration.ZERO);
	}

	/**
	 * Whether a session is listed in the same indexes with either details.
	 */
	boolean isSameMembership(String id, Map<String, String> one, Map<String, String> other) {
		return membership(id, one).equals(membership(id, other));
	}

	IndexMembership membership(String id, Map<String, String> details) {
		return new IndexMembership(id, Set.copyOf(this.rule.indexes(details)), Set.of(expiryName(id, details)));
	}

	IndexEntries entries() {
		return this.entries;
	}

	static String expiryName(String id, Map<String, String> details) {
		String principal = details.get(SessionRecord.PRINCIPAL);
		return (principal != null) ? id + " " + principal : id;
	}

	/**
	 * Returns the id in the name of an index entry.
	 */
	public static String id(String entryName) {
		int end = entryName.indexOf(' ');
		return (end < 0) ? entryName : entryName.substring(0, end);
	}

	/**
	 * Returns the details in the name of an entry of the expiry index.
	 */
	public static Map<String, String> details(String expiryName) {
		int end = expiryName.indexOf(' ');
		return (end < 0) ? Map.of() : Map.of(SessionRecord.PRINCIPAL, expiryName.substring(end + 1));
	}

}
