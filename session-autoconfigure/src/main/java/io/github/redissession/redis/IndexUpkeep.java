package io.github.redissession.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;

import io.github.redissession.index.IndexRule;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * Keeps the indexes in step with a session, by commands in the batch of the session's own
 * command. Before a session becomes visible it is in its indexes, and it leaves them
 * after it has ended, so that a process may die between any two commands.
 * <p>
 * Every session is also in the expiry index, by which its end is noticed. It is listed
 * there under its id and its user, so that both can be forgotten when the session itself
 * is not there any more.
 */
public final class IndexUpkeep {

	/**
	 * For how long a session stays listed of which it is not known whether it is there.
	 */
	private static final Duration UNCONFIRMED = Duration.ofDays(1);

	static final RedisScript DROP = RedisScript.load(IndexUpkeep.class, "drop.lua");

	/** It has begun just now. */
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
	 * Whether the indexes have to hear of a delta. They do not where the session stays
	 * where it is listed, and need not learn when it ends.
	 */
	static boolean isAffectedBy(SessionDelta delta) {
		return delta.kind() != SessionDelta.Kind.UPDATE || !delta.details().isEmpty() || delta.resetsExpiry()
				|| isProlongedBy(delta);
	}

	private static boolean isProlongedBy(SessionDelta delta) {
		return delta.accessedAgo() != null && delta.relists();
	}

	/**
	 * What a delta means for the indexes.
	 * @param before the details of the session before it
	 */
	IndexUpdate change(SessionDelta delta, Map<String, String> before) {
		boolean isNew = delta.kind() == SessionDelta.Kind.CREATE;
		IndexMembership old = isNew ? IndexMembership.NOWHERE : place(delta.previousId(), before);
		Duration endsIn = delta.endsIn();
		Instant created = delta.created();
		boolean stays = delta.kind() == SessionDelta.Kind.UPDATE && delta.details().isEmpty();
		return new IndexUpdate(this.entries, old, stays ? old : place(delta.id(), delta.detailsAfter(before)),
				new IndexUpdate.Times(
						Long.toString((created != null) ? created.toEpochMilli() : -delta.age().toMillis()), endsIn,
						(endsIn != null) ? endsIn.plus(delta.terms().touchInterval()) : null,
						delta.resetsExpiry() || isProlongedBy(delta),
						delta.resetsExpiry() && delta.kind() == SessionDelta.Kind.UPDATE));
	}

	/**
	 * Forgets a session that is ended by the same batch.
	 */
	void forget(Batch batch, String id, Map<String, String> details) {
		leave(batch, id, details);
		batch.eval(DROP, this.keys.expiry(id),
				List.of(SessionHash.bytes(expiryName(id, details)), SessionHash.bytes("unless-due")),
				() -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));
	}

	/**
	 * Forgets a session everywhere but in the expiry index.
	 */
	public void leave(Batch batch, String id, Map<String, String> details) {
		place(id, details).indexes().forEach((index) -> this.entries.remove(batch, index, id));
	}

	/**
	 * Lists a session again whose end was not confirmed. If it is over, whoever reads the
	 * indexes finds out.
	 */
	void remember(Batch batch, String id, Map<String, String> details) {
		IndexMembership place = place(id, details);
		place.indexes().forEach((index) -> this.entries.add(batch, index, id, UNCONFIRMED, NOW, ""));
		this.entries.expiry(batch, "add", id, place.expiryName(), Duration.ZERO);
	}

	/**
	 * Whether a session is listed at the same places with either details.
	 */
	boolean isSamePlace(String id, Map<String, String> one, Map<String, String> other) {
		return place(id, one).equals(place(id, other));
	}

	IndexMembership place(String id, Map<String, String> details) {
		return new IndexMembership(id, Set.copyOf(this.rule.indexes(details)), expiryName(id, details));
	}

	IndexEntries entries() {
		return this.entries;
	}

	static String expiryName(String id, Map<String, String> details) {
		String principal = details.get(SessionRecord.PRINCIPAL);
		return (principal != null) ? id + " " + principal : id;
	}

	/**
	 * The id in a name in an index.
	 */
	public static String id(String entryName) {
		int end = entryName.indexOf(' ');
		return (end < 0) ? entryName : entryName.substring(0, end);
	}

	/**
	 * The details that a name in the expiry index tells.
	 */
	public static Map<String, String> details(String expiryName) {
		int end = expiryName.indexOf(' ');
		return (end < 0) ? Map.of() : Map.of(SessionRecord.PRINCIPAL, expiryName.substring(end + 1));
	}

}
