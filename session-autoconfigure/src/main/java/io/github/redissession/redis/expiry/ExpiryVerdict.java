package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.lettuce.core.RedisCommandExecutionException;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.redis.SessionAnnouncement;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionReader;
import io.github.redissession.redis.TakeReply;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;

/**
 * What is known of a claimed session: whether it has really ended, and why.
 *
 * @param claim the claim
 * @param pending what the stream records before the session is taken, empty if nothing;
 * {@code null} if there is nothing more to do before the claim is settled
 * @param ends when the session ends, in ms or {@code +inf}; empty if it has ended or does
 * not exist; {@code null} if that is not known yet, or cannot be known now because its id
 * is being changed or Redis has failed
 * @param fields of the session that was taken, empty if none was
 * @param failure of Redis, {@code null} if there was none
 */
record ExpiryVerdict(ExpiryClaim claim, byte @Nullable [] pending, @Nullable String ends, Map<String, byte[]> fields,
		@Nullable Throwable failure) {

	private static final byte[] NOTHING = new byte[0];

	private static final String ENDED = "";

	private static final String NEVER = "+inf";

	/**
	 * Begins with a claim of which nothing else is known.
	 */
	static ExpiryVerdict pending(ExpiryClaim claim) {
		return new ExpiryVerdict(claim, NOTHING, null, Map.of(), null);
	}

	/**
	 * Reads the hash of a session before it is taken.
	 */
	ExpiryVerdict seen(Batch.TimedHash hash) {
		Map<String, byte[]> seen = hash.fields();
		if (!seen.containsKey(SessionHash.CREATED)) {
			return seen.containsKey(SessionHash.MOVED) ? unknown(null) : ends(ENDED);
		}
		Long now = SessionReader.now(seen, hash.ttl());
		byte[] expires = seen.get(SessionHash.EXPIRES);
		if (now == null || expires == null) {
			return ends(NEVER);
		}
		if (!SessionReader.isOver(seen, now)) {
			return ends(SessionHash.string(expires));
		}
		return new ExpiryVerdict(this.claim,
				SessionAnnouncement.frame(SessionAnnouncement.Type.EXPIRED, this.claim.id(), now, seen), null, Map.of(),
				null);
	}

	/**
	 * Reads the reply of the script that takes a session only if it has ended.
	 */
	ExpiryVerdict taken(TakeReply reply) {
		if (reply.fields().containsKey(SessionHash.CREATED)) {
			return new ExpiryVerdict(this.claim, null, ENDED, reply.fields(), null);
		}
		if (reply.newId() != null) {
			return unknown(null);
		}
		byte[] expires = reply.fields().get(SessionHash.EXPIRES);
		return ends((expires != null) ? SessionHash.string(expires) : reply.at().equals(Instant.EPOCH) ? ENDED : NEVER);
	}

	/**
	 * Reads a failure. It tells nothing of the session, unless the key is not a session.
	 */
	ExpiryVerdict failed(Throwable ex) {
		Throwable cause = Stages.cause(ex);
		boolean noSession = cause instanceof RedisCommandExecutionException
				&& String.valueOf(cause.getMessage()).contains("WRONGTYPE");
		return noSession ? ends(ENDED) : unknown(cause);
	}

	private ExpiryVerdict ends(String time) {
		return new ExpiryVerdict(this.claim, null, time, Map.of(), null);
	}

	private ExpiryVerdict unknown(@Nullable Throwable cause) {
		return new ExpiryVerdict(this.claim, null, null, Map.of(), cause);
	}

	boolean hasEnded() {
		return ENDED.equals(this.ends);
	}

	/**
	 * Why the session has ended. Where hashes are kept for a while after the end, one
	 * that is missing earlier was lost; otherwise a loss cannot be told from an expiry.
	 * @param grace how long hashes are kept after the end
	 */
	SessionEnd.Reason reason(Duration grace) {
		if (this.fields.isEmpty()) {
			return (this.claim.overdue().compareTo(grace) < 0) ? SessionEnd.Reason.LOST : SessionEnd.Reason.IDLE;
		}
		Long expires = SessionHash.number(this.fields, SessionHash.EXPIRES);
		Long deadline = SessionHash.number(this.fields, SessionHash.DEADLINE);
		return (deadline != null && expires != null && expires >= deadline) ? SessionEnd.Reason.MAX_LIFETIME
				: SessionEnd.Reason.IDLE;
	}

	/**
	 * How long the session has lived, {@code null} if that is not known.
	 */
	@Nullable Duration lifetime() {
		Long created = SessionHash.number(this.fields, SessionHash.CREATED);
		Long expires = SessionHash.number(this.fields, SessionHash.EXPIRES);
		return (created != null && expires != null) ? Duration.ofMillis(expires - created) : null;
	}

	/**
	 * The details of the session that has ended.
	 */
	Map<String, String> details() {
		SessionRecord record = record();
		return (record != null) ? record.details() : this.claim.details();
	}

	/**
	 * The session that has ended, {@code null} if it was lost or cannot be read.
	 */
	@Nullable SessionRecord record() {
		try {
			return SessionHash.read(this.claim.id(), this.fields, Instant.EPOCH);
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

}
