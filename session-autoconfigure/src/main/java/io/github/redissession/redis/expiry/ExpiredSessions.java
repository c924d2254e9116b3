package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueListOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.IndexEntries;
import io.github.redissession.redis.IndexUpkeep;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionAnnouncement;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.TakeReply;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.RedisScript;

/**
 * Ends the sessions whose time is up: announces them, takes their hashes away, and
 * forgets them in every index.
 * <p>
 * Names are leased from the expiry index, so two nodes never work on the same session,
 * and what a dying node leaves is leased by another one later. The hash decides whether a
 * session is over; the announcement is part of the script that takes the hash, so there
 * is exactly one.
 */
final class ExpiredSessions {

	private static final Duration LONGEST_LEASE = Duration.ofSeconds(30);

	private static final RedisScript CLAIM = RedisScript.load(ExpiredSessions.class, "claim.lua");

	private static final RedisScript SETTLE = RedisScript.load(ExpiredSessions.class, "settle.lua");

	private final SessionConnection commands;

	private final RedisSettings settings;

	private final IndexUpkeep upkeep;

	private final @Nullable ExpiryStream stream;

	private final AtomicReference<Duration> lag = new AtomicReference<>(Duration.ZERO);

	/**
	 * Creates it.
	 * @param commands the door to Redis
	 * @param settings how sessions are kept
	 * @param stream where sessions that have expired are recorded, {@code null} for
	 * nowhere
	 */
	ExpiredSessions(SessionConnection commands, RedisSettings settings, @Nullable ExpiryStream stream) {
		this.commands = commands;
		this.settings = settings;
		this.upkeep = new IndexUpkeep(settings.keys(), settings.indexes());
		this.stream = stream;
	}

	/**
	 * Ends sessions of one shard.
	 * @param max how many at most
	 * @return how many seemed to be due: as many as allowed if there may be more
	 */
	CompletionStage<Integer> sweep(int shard, int max) {
		byte[] key = this.settings.keys().expiry(shard);
		return claim(key, max).thenCompose((claims) -> {
			if (claims.isEmpty()) {
				return CompletableFuture.completedFuture(0);
			}
			claims.forEach((one) -> this.lag.accumulateAndGet(one.overdue(), ExpiredSessions::longer));
			CompletionStage<List<ExpiryVerdict>> verdicts = (this.stream != null) ? record(this.stream, claims)
					: take(claims);
			return verdicts.thenCompose((all) -> settle(key, all)).thenApply((nothing) -> claims.size());
		});
	}

	/**
	 * For how long the session had been over that was waiting for longest, since this was
	 * asked last.
	 */
	Duration lag() {
		return this.lag.getAndSet(Duration.ZERO);
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

	private CompletionStage<List<ExpiryClaim>> claim(byte[] key, int max) {
		Batch batch = this.commands.batch();
		CompletionStage<List<byte[]>> claimed = batch.eval(CLAIM, key,
				List.of(SessionHash.bytes(Integer.toString(max)), SessionHash.millis(lease()),
						SessionHash.millis(IndexEntries.KEEP_EXPIRED)),
				() -> new ValueListOutput<>(ByteArrayCodec.INSTANCE));
		batch.send();
		return claimed.thenApply(ExpiryClaim::all);
	}

	/**
	 * Short enough that another node still finds the hash when this one has died.
	 */
	private Duration lease() {
		Duration part = this.settings.grace().dividedBy(3);
		return (part.isZero() || part.compareTo(LONGEST_LEASE) > 0) ? LONGEST_LEASE : part;
	}

	private CompletionStage<List<ExpiryVerdict>> take(List<ExpiryClaim> claims) {
		Batch batch = this.commands.batch();
		List<CompletionStage<ExpiryVerdict>> verdicts = new ArrayList<>(claims.size());
		for (ExpiryClaim claim : claims) {
			verdicts.add(batch
				.eval(RedisSessionStore.TAKE, this.settings.keys().session(claim.id()),
						List.of(SessionHash.bytes("expire"), SessionHash.bytes(""),
								SessionHash.millis(RedisSettings.MARK), this.settings.channel(),
								SessionAnnouncement.header(SessionAnnouncement.Type.EXPIRED, claim.id())),
						() -> new ValueListOutput<>(ByteArrayCodec.INSTANCE))
				.thenApply((reply) -> ExpiryVerdict.taken(claim, TakeReply.of(reply)))
				.exceptionally((ex) -> ExpiryVerdict.failed(claim, ex)));
		}
		batch.send();
		return all(verdicts);
	}

	/**
	 * What is over goes to the stream before it is taken. If this node dies in between
	 * there will be a second entry, and never none.
	 */
	private CompletionStage<List<ExpiryVerdict>> record(ExpiryStream target, List<ExpiryClaim> claims) {
		return look(claims).thenCompose((seen) -> append(target, seen)).thenCompose((seen) -> {
			List<ExpiryVerdict> others = new ArrayList<>(seen);
			others.removeIf(ExpiryVerdict::isToBeTaken);
			return take(seen.stream().filter(ExpiryVerdict::isToBeTaken).map(ExpiryVerdict::claim).toList())
				.thenApply((taken) -> {
					others.addAll(taken);
					return others;
				});
		});
	}

	private CompletionStage<List<ExpiryVerdict>> look(List<ExpiryClaim> claims) {
		Batch batch = this.commands.batch();
		List<CompletionStage<ExpiryVerdict>> verdicts = new ArrayList<>(claims.size());
		for (ExpiryClaim claim : claims) {
			verdicts.add(SessionHash.fetch(batch, this.settings.keys().session(claim.id()))
				.thenApply((hash) -> ExpiryVerdict.seen(claim, hash))
				.exceptionally((ex) -> ExpiryVerdict.failed(claim, ex)));
		}
		batch.send();
		return all(verdicts);
	}

	private CompletionStage<List<ExpiryVerdict>> append(ExpiryStream target, List<ExpiryVerdict> seen) {
		Batch batch = this.commands.batch();
		List<CompletionStage<ExpiryVerdict>> verdicts = new ArrayList<>(seen.size());
		for (ExpiryVerdict verdict : seen) {
			verdicts.add(!verdict.isToBeTaken() ? CompletableFuture.completedFuture(verdict)
					: target.append(batch, verdict.claim().id(), verdict.announcement())
						.thenApply((entry) -> verdict)
						.exceptionally((ex) -> ExpiryVerdict.failed(verdict.claim(), ex)));
		}
		batch.send();
		return all(verdicts);
	}

	/**
	 * Forgets what is over. What could not be decided is left to the next lease.
	 */
	private CompletionStage<@Nullable Void> settle(byte[] key, List<ExpiryVerdict> verdicts) {
		Batch batch = this.commands.batch();
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(SessionHash.millis(IndexEntries.KEEP_EXPIRED));
		for (ExpiryVerdict verdict : verdicts) {
			String ends = verdict.ends();
			if (ends != null) {
				if (verdict.isOver()) {
					ExpiredEnd end = verdict.end(this.settings.grace());
					this.settings.observer().sessionEnded(end.ending(), end.lifetime());
					this.upkeep.leave(batch, verdict.claim().id(), verdict.details());
				}
				arguments.addAll(List.of(verdict.claim().name(), verdict.claim().lease(), SessionHash.bytes(ends)));
			}
		}
		CompletionStage<Long> settled = batch.eval(SETTLE, key, arguments,
				() -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));
		batch.send();
		Throwable failure = verdicts.stream()
			.map(ExpiryVerdict::failure)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		return settled.thenCompose((number) -> (failure != null) ? CompletableFuture.failedFuture(failure)
				: CompletableFuture.completedFuture(null));
	}

	private static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
		CompletionStage<List<T>> all = CompletableFuture.completedStage(new ArrayList<>(stages.size()));
		for (CompletionStage<T> stage : stages) {
			all = all.thenCombine(stage, (list, one) -> {
				list.add(one);
				return list;
			});
		}
		return all;
	}

}
