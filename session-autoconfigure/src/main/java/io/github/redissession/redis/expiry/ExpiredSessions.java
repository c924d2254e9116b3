package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.redis.IndexEntries;
import io.github.redissession.redis.IndexUpkeep;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionAnnouncement;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionReader;
import io.github.redissession.redis.TakeReply;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionRecord;

/**
 * Ends expired sessions: claims them in the expiry index, records them in the stream if
 * there is one, takes their hashes, which announces them, and removes them from every
 * index. {@link ExpiryClaim} explains what happens when two nodes work at once or one of
 * them dies.
 */
final class ExpiredSessions {

	private static final Duration LONGEST_LEASE = Duration.ofSeconds(30);

	private static final RedisScript CLAIM = RedisScript.load(ExpiredSessions.class, "claim.lua");

	private static final RedisScript SETTLE = RedisScript.load(ExpiredSessions.class, "settle.lua");

	private final SessionConnection connection;

	private final RedisSettings settings;

	private final IndexUpkeep upkeep;

	private final @Nullable ExpiryStream stream;

	private final AtomicLong lag = new AtomicLong();

	/**
	 * Creates it.
	 * @param connection the connection to Redis
	 * @param settings how sessions are stored
	 * @param stream records sessions that have expired, {@code null} if there is none
	 */
	ExpiredSessions(SessionConnection connection, RedisSettings settings, @Nullable ExpiryStream stream) {
		this.connection = connection;
		this.settings = settings;
		this.upkeep = new IndexUpkeep(settings.keys(), settings.indexes());
		this.stream = stream;
	}

	/**
	 * Ends expired sessions of one shard.
	 * @param max the maximum number
	 * @return the number of sessions that were due; if it is the maximum, there may be
	 * more
	 */
	CompletionStage<Integer> sweep(int shard, int max) {
		byte[] key = this.settings.keys().expiry(shard);
		return claim(key, max).thenCompose((claims) -> {
			if (claims.isEmpty()) {
				return CompletableFuture.completedFuture(0);
			}
			claims.forEach((claim) -> this.lag.accumulateAndGet(claim.overdue().toMillis(), Math::max));
			List<ExpiryVerdict> verdicts = claims.stream().map(ExpiryVerdict::pending).toList();
			return record(verdicts).thenCompose(this::take)
				.thenCompose((all) -> settle(key, all))
				.thenApply((nothing) -> claims.size());
		});
	}

	/**
	 * How long the most overdue session had been waiting since the last call.
	 */
	Duration lag() {
		return Duration.ofMillis(this.lag.getAndSet(0));
	}

	private CompletionStage<List<ExpiryClaim>> claim(byte[] key, int max) {
		return this.connection.send((batch) -> batch.evalArray(CLAIM, key, List.of(SessionHash.number(max),
				SessionHash.millis(lease()), SessionHash.millis(IndexEntries.KEEP_EXPIRED))))
			.thenApply(ExpiryClaim::all);
	}

	/**
	 * The lease is short enough for another node to find the hash if this one dies.
	 */
	private Duration lease() {
		Duration part = this.settings.grace().dividedBy(3);
		return (part.isZero() || part.compareTo(LONGEST_LEASE) > 0) ? LONGEST_LEASE : part;
	}

	private CompletionStage<List<ExpiryVerdict>> record(List<ExpiryVerdict> verdicts) {
		ExpiryStream target = this.stream;
		if (target == null) {
			return CompletableFuture.completedFuture(verdicts);
		}
		return each(verdicts, (batch, verdict) -> SessionReader.fetch(batch, session(verdict)).thenApply(verdict::seen))
			.thenCompose((seen) -> each(seen,
					(batch, verdict) -> target
						.append(batch, verdict.claim().id(), Objects.requireNonNull(verdict.pending()))
						.thenApply((entry) -> verdict)));
	}

	private CompletionStage<List<ExpiryVerdict>> take(List<ExpiryVerdict> verdicts) {
		return each(
				verdicts, (batch,
						verdict) -> batch
							.evalArray(RedisSessionStore.TAKE, session(verdict),
									List.of(SessionHash.bytes("expire"), SessionHash.bytes(""),
											SessionHash.millis(RedisSettings.MARK), this.settings.channel(),
											SessionAnnouncement.header(SessionAnnouncement.Type.EXPIRED,
													verdict.claim().id())))
							.thenApply((reply) -> verdict.taken(TakeReply.of(reply))));
	}

	/**
	 * Takes one step with every session that is still pending, in one round trip.
	 */
	private CompletionStage<List<ExpiryVerdict>> each(List<ExpiryVerdict> verdicts,
			BiFunction<Batch, ExpiryVerdict, CompletionStage<ExpiryVerdict>> step) {
		return this.connection.send((batch) -> Stages.all(verdicts.stream()
			.map((verdict) -> (verdict.pending() != null) ? step.apply(batch, verdict).exceptionally(verdict::failed)
					: CompletableFuture.completedFuture(verdict))
			.toList()));
	}

	private byte[] session(ExpiryVerdict verdict) {
		return this.settings.keys().session(verdict.claim().id());
	}

	/**
	 * Removes sessions that have ended from every index. A claim that could not be
	 * decided is left to the next lease.
	 */
	private CompletionStage<@Nullable Void> settle(byte[] key, List<ExpiryVerdict> verdicts) {
		return this.connection.send((batch) -> {
			List<byte[]> arguments = new ArrayList<>();
			arguments.add(SessionHash.millis(IndexEntries.KEEP_EXPIRED));
			for (ExpiryVerdict verdict : verdicts) {
				String ends = verdict.ends();
				if (ends != null) {
					if (verdict.hasEnded()) {
						this.settings.observer()
							.sessionEnded(verdict.reason(this.settings.grace()), verdict.lifetime());
						SessionRecord record = verdict.record();
						if (record != null) {
							this.settings.observer().sessionRemoved(record);
						}
						this.upkeep.leave(batch, verdict.claim().id(), verdict.details());
					}
					arguments.addAll(List.of(verdict.claim().name(), verdict.claim().lease(), SessionHash.bytes(ends)));
				}
			}
			return batch.evalInteger(SETTLE, key, arguments);
		})
			.thenCompose((number) -> verdicts.stream()
				.map(ExpiryVerdict::failure)
				.filter(Objects::nonNull)
				.findFirst()
				.map(CompletableFuture::<@Nullable Void>failedFuture)
				.orElseGet(() -> CompletableFuture.completedFuture(null)));
	}

}
