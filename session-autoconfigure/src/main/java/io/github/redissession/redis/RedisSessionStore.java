package io.github.redissession.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueListOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SaveResult;
import io.github.redissession.SessionDelta;
import io.github.redissession.SessionRecord;
import io.github.redissession.SessionStore;
import io.github.redissession.SessionStoreException;

/**
 * Keeps every session in one Redis hash whose TTL is the session's end.
 * <p>
 * Every command and every script touches exactly one key, so the store works on a Redis
 * Cluster without hash tags.
 */
public final class RedisSessionStore implements SessionStore {

	private static final RedisScript SAVE = RedisScript.load("save.lua");

	private static final RedisScript TAKE = RedisScript.load("take.lua");

	private final RedisCommands commands;

	private final SessionKeys keys;

	private final InstantSource clock;

	private final Duration patience;

	/**
	 * Creates a store.
	 * @param commands the door to Redis
	 * @param keys spells the keys
	 * @param clock the application's clock; used only for sessions that never end, all
	 * others go by Redis' own
	 * @param patience how long the first step of a change of id may take; less than what
	 * a caller waits for the whole of it
	 */
	public RedisSessionStore(RedisCommands commands, SessionKeys keys, InstantSource clock, Duration patience) {
		this.commands = commands;
		this.keys = keys;
		this.clock = clock;
		this.patience = patience;
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		return explained("find", id, this.commands.hashWithTtl(this.keys.session(id))
			.thenApply((hash) -> SessionHash.read(id, hash.fields(), hash.ttl(), this.clock.instant())));
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		if (delta.kind() == SessionDelta.Kind.CHANGE_ID) {
			return explained("change the id of", delta.previousId(), move(delta));
		}
		return explained("save", delta.id(), write(delta, Map.of()));
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> delete(String id) {
		return explained("delete", id, take(id, "end").thenApply((taken) -> taken.record(id)));
	}

	/**
	 * Takes the old hash out and puts it under the new id together with the change. What
	 * other requests have saved until then moves along; what they save later is GONE.
	 * <p>
	 * If the first step was answered so late that the caller has given up waiting, or the
	 * second one is refused, the hash goes back to where it was: the client never gets
	 * the new token then. That holds for a session in which nobody is logged in, as
	 * before a login. Any other one stays ended, because a logout may have come in
	 * between, found nothing and returned.
	 */
	private CompletionStage<SaveResult> move(SessionDelta delta) {
		long start = System.nanoTime();
		return take(delta.previousId(), "move").thenCompose((taken) -> {
			if (taken.record(delta.id()) == null) {
				return CompletableFuture.completedFuture(SaveResult.GONE);
			}
			if (System.nanoTime() - start > this.patience.toNanos()) {
				return putBack(delta, taken, new SessionStoreException("the answer came too late"));
			}
			return write(delta, taken.fields()).exceptionallyCompose((ex) -> putBack(delta, taken, ex));
		});
	}

	private CompletionStage<SaveResult> putBack(SessionDelta delta, Taken taken, Throwable cause) {
		SessionRecord record = taken.record(delta.previousId());
		if (record == null || record.principal() != null) {
			return CompletableFuture.failedFuture(cause);
		}
		SessionDelta unchanged = SessionDelta.create(delta.previousId(), delta.terms(), Duration.ZERO).build();
		return write(unchanged, taken.fields())
			.handle((result, ex) -> CompletableFuture.<SaveResult>failedFuture(cause))
			.thenCompose(Function.identity());
	}

	private CompletionStage<SaveResult> write(SessionDelta delta, Map<String, byte[]> before) {
		return this.commands
			.eval(SAVE, this.keys.session(delta.id()), SessionHash.arguments(delta, before),
					() -> new IntegerOutput<>(ByteArrayCodec.INSTANCE))
			.thenApply((saved) -> (saved == 1) ? SaveResult.SAVED : SaveResult.GONE);
	}

	private CompletionStage<Taken> take(String id, String purpose) {
		return this.commands
			.eval(TAKE, this.keys.session(id), List.of(purpose.getBytes(StandardCharsets.US_ASCII)),
					() -> new ValueListOutput<>(ByteArrayCodec.INSTANCE))
			.thenApply(Taken::of);
	}

	private static <T extends @Nullable Object> CompletionStage<T> explained(String what, String id,
			CompletionStage<T> stage) {
		return stage.exceptionallyCompose((ex) -> {
			Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			return CompletableFuture.failedFuture(new SessionStoreException(
					"Could not %s session %s: %s".formatted(what, id, cause.getMessage()), cause));
		});
	}

	/**
	 * A hash that was taken out.
	 *
	 * @param fields its fields, empty if there was none
	 * @param at when, by the clock of Redis
	 */
	private record Taken(Map<String, byte[]> fields, Instant at) {

		static Taken of(List<byte[]> reply) {
			Map<String, byte[]> fields = new HashMap<>();
			for (int i = 1; i + 1 < reply.size(); i += 2) {
				fields.put(SessionHash.string(reply.get(i)), reply.get(i + 1));
			}
			return new Taken(fields, reply.isEmpty() ? Instant.EPOCH
					: Instant.ofEpochMilli(Long.parseLong(SessionHash.string(reply.get(0)))));
		}

		@Nullable SessionRecord record(String id) {
			return SessionHash.read(id, this.fields, this.at);
		}

	}

}
