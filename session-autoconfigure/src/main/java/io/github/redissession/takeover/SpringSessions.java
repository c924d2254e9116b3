package io.github.redissession.takeover;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionToken;
import io.github.redissession.async.LogRateLimiter;
import io.github.redissession.index.LegacyStore;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionObserver.Refusal;
import io.github.redissession.spi.SessionRecord;

/**
 * The sessions of Spring Session Data Redis, of any of its repositories. A session is a
 * hash with these fields, each value serialized by itself: {@code creationTime} and
 * {@code lastAccessedTime} in ms, {@code maxInactiveInterval} in seconds, negative for
 * none, and {@code sessionAttr:(name)}, empty for an attribute that was removed.
 */
public final class SpringSessions {

	private static final Log logger = LogFactory.getLog(SpringSessions.class);

	private static final String CREATED = "creationTime";

	private static final String ACCESSED = "lastAccessedTime";

	private static final String IDLE = "maxInactiveInterval";

	private static final String ATTRIBUTE = "sessionAttr:";

	private final LogRateLimiter unreadable = new LogRateLimiter(Duration.ofMinutes(1));

	private final LegacyStore store;

	private final LegacyValues values;

	private final @Nullable DerivedTokens tokens;

	private final byte[] proposal = new byte[DerivedTokens.SECRET];

	/**
	 * Creates it.
	 * @param store has the sessions
	 * @param values how they are serialized
	 * @param secret 32 bytes from which tokens are derived; {@code null} for random ones
	 * that the store keeps
	 */
	public SpringSessions(LegacyStore store, LegacyValues values, byte @Nullable [] secret) {
		this.store = store;
		this.values = values;
		this.tokens = (secret != null) ? new DerivedTokens(secret) : null;
		new SecureRandom().nextBytes(this.proposal);
	}

	/**
	 * Returns the token of the session that takes the place of a legacy one: always the
	 * same for the same id. The secret of the store is read every time, because it may be
	 * lost, and another one be agreed on.
	 */
	CompletionStage<SessionToken> token(String legacyId) {
		if (this.tokens != null) {
			return CompletableFuture.completedFuture(this.tokens.token(legacyId));
		}
		return this.store.secret(this.proposal).thenApply((agreed) -> new DerivedTokens(agreed).token(legacyId));
	}

	/**
	 * Reads a session.
	 * @param legacyId its id
	 * @param id the id that it is to have with us
	 */
	CompletionStage<Found> find(String legacyId, String id) {
		return this.store.read(legacyId)
			.thenApply((hash) -> (hash != null) ? read(id, hash) : new Found(null, Refusal.ABSENT));
	}

	private Found read(String id, LegacyStore.Hash hash) {
		Map<String, byte[]> fields = hash.fields();
		if (!fields.containsKey(CREATED) || !fields.containsKey(ACCESSED) || !fields.containsKey(IDLE)) {
			return new Found(null, Refusal.INCOMPLETE);
		}
		Long created = this.values.number(fields.get(CREATED));
		Long accessed = this.values.number(fields.get(ACCESSED));
		Long idle = this.values.number(fields.get(IDLE));
		if (created == null || accessed == null || idle == null) {
			reportUnreadable(id);
			return new Found(null, Refusal.UNREADABLE);
		}
		Instant last = Instant.ofEpochMilli(accessed);
		Duration own = (idle >= 0) ? Duration.ofSeconds(idle) : ExpiryTerms.NEVER;
		if (idle >= 0 && !hash.observed().isBefore(last.plus(own))) {
			return new Found(null, Refusal.EXPIRED);
		}
		return new Found(new SessionRecord(id, Instant.ofEpochMilli(created), last, own, null, null, Duration.ZERO,
				hash.observed(), Map.of(SessionRecord.ADOPTED, Long.toString(hash.until().toEpochMilli())),
				attributes(id, fields)), null);
	}

	private Map<String, byte[]> attributes(String id, Map<String, byte[]> fields) {
		Map<String, byte[]> attributes = new HashMap<>();
		fields.forEach((field, value) -> {
			if (field.startsWith(ATTRIBUTE) && value.length > 0) {
				String name = field.substring(ATTRIBUTE.length());
				byte[] ours = this.values.attribute(id, name, value);
				if (ours != null) {
					attributes.put(name, ours);
				}
			}
		});
		return attributes;
	}

	private void reportUnreadable(String id) {
		long others = this.unreadable.admit();
		if (others >= 0) {
			logger
				.error("A session of Spring Session cannot be taken over as %s, as %d others since the last such message:"
					.formatted(id, others) + " its times are not written by the serializer in use; set"
						+ " redis-session.takeover.serializer to the name of the bean that has written them, or to 'jdk'");
		}
	}

	/**
	 * Removes everything of a session. May be repeated.
	 * @param user the user who is logged in, or {@code null}
	 */
	CompletionStage<@Nullable Void> remove(String legacyId, @Nullable String user) {
		return this.store.remove(legacyId, this.values.member(legacyId), user);
	}

	/**
	 * The answer to a search.
	 *
	 * @param session the session as our store would keep it, its times by the clock of
	 * Redis; {@code null} if there is none
	 * @param refusal why there is none, {@code null} if there is one
	 */
	record Found(@Nullable SessionRecord session, @Nullable Refusal refusal) {

	}

}
