package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionException;

import io.lettuce.core.RedisCommandExecutionException;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.SessionAnnouncement;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.TakeReply;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.spi.SessionRecord;

/**
 * Whether a session whose time seemed to be up has really ended.
 *
 * @param claim the claim
 * @param ends when the session ends, in ms or {@code +inf}; empty if it has ended or is
 * not there, {@code null} if that cannot be told now: its id is just being changed, or
 * Redis has failed
 * @param details of the session that has ended
 * @param announcement what is to be said of it; empty if that is said already
 * @param fields of the session that was taken, empty if none was
 * @param failure of Redis
 */
record ExpiryVerdict(ExpiryClaim claim, @Nullable String ends, Map<String, String> details, byte[] announcement,
		Map<String, byte[]> fields, @Nullable Throwable failure) {

	private static final byte[] NOTHING = new byte[0];

	private static final String OVER = "";

	private static final String NEVER = "+inf";

	/**
	 * What the script says that takes a session only if it is over.
	 */
	static ExpiryVerdict taken(ExpiryClaim claim, TakeReply taken) {
		Map<String, byte[]> fields = taken.fields();
		if (fields.containsKey(SessionHash.CREATED)) {
			return new ExpiryVerdict(claim, OVER, details(claim, fields), NOTHING, fields, null);
		}
		if (taken.newId() != null) {
			return unknown(claim, null);
		}
		byte[] expires = fields.get(SessionHash.EXPIRES);
		if (expires != null) {
			return alive(claim, SessionHash.string(expires));
		}
		return taken.at().equals(Instant.EPOCH) ? absent(claim) : alive(claim, NEVER);
	}

	/**
	 * What a look at the hash says.
	 */
	static ExpiryVerdict seen(ExpiryClaim claim, Batch.TimedHash hash) {
		Map<String, byte[]> fields = hash.fields();
		if (!fields.containsKey(SessionHash.CREATED)) {
			return fields.containsKey(SessionHash.MOVED) ? unknown(claim, null) : absent(claim);
		}
		Long now = SessionHash.now(fields, hash.ttl());
		byte[] expires = fields.get(SessionHash.EXPIRES);
		if (now == null || expires == null) {
			return alive(claim, NEVER);
		}
		if (!SessionHash.isOver(fields, now)) {
			return alive(claim, SessionHash.string(expires));
		}
		return new ExpiryVerdict(claim, OVER, details(claim, fields),
				SessionAnnouncement.frame(SessionAnnouncement.Type.EXPIRED, claim.id(), now, fields), Map.of(), null);
	}

	boolean isOver() {
		return OVER.equals(this.ends);
	}

	/** It is over, and its hash is still there. */
	boolean isToBeTaken() {
		return this.announcement.length > 0;
	}

	/**
	 * Why the session is over.
	 * @param grace for how long hashes are kept after the end
	 */
	ExpiredEnd end(Duration grace) {
		return this.fields.isEmpty() ? ExpiredEnd.absent(this.claim.overdue(), grace) : ExpiredEnd.of(this.fields);
	}

	private static ExpiryVerdict alive(ExpiryClaim claim, String ends) {
		return new ExpiryVerdict(claim, ends, Map.of(), NOTHING, Map.of(), null);
	}

	private static ExpiryVerdict absent(ExpiryClaim claim) {
		return new ExpiryVerdict(claim, OVER, claim.details(), NOTHING, Map.of(), null);
	}

	/**
	 * Nothing is known because of a failure, unless that says that the key is no session.
	 */
	static ExpiryVerdict failed(ExpiryClaim claim, Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof RedisCommandExecutionException
				&& String.valueOf(cause.getMessage()).contains("WRONGTYPE")) {
			return absent(claim);
		}
		return unknown(claim, cause);
	}

	private static ExpiryVerdict unknown(ExpiryClaim claim, @Nullable Throwable failure) {
		return new ExpiryVerdict(claim, null, Map.of(), NOTHING, Map.of(), failure);
	}

	private static Map<String, String> details(ExpiryClaim claim, Map<String, byte[]> fields) {
		try {
			SessionRecord record = SessionHash.read(claim.id(), fields, Instant.EPOCH);
			return (record != null) ? record.details() : claim.details();
		}
		catch (IllegalStateException ex) {
			return claim.details();
		}
	}

}
