package io.github.redissession.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.ValueListOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.RedisFailure;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionObserver.Ending;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Keeps every session in one Redis hash whose TTL is the session's end, and lists it in
 * indexes.
 * <p>
 * Every command and every script touches exactly one key, so the store works on a Redis
 * Cluster without hash tags.
 */
public final class RedisSessionStore implements SessionStore {

	private static final RedisScript SAVE = RedisScript.load(RedisSessionStore.class, "save.lua");

	public static final RedisScript TAKE = RedisScript.load(RedisSessionStore.class, "take.lua");

	private final SessionConnection commands;

	private final RedisSettings settings;

	private final IndexUpkeep upkeep;

	private final IndexVerifier watch;

	/**
	 * Creates a store.
	 * @param commands the door to Redis
	 * @param settings how sessions are kept
	 */
	public RedisSessionStore(SessionConnection commands, RedisSettings settings) {
		this.commands = commands;
		this.settings = settings;
		this.upkeep = new IndexUpkeep(settings.keys(), settings.indexes());
		this.watch = new IndexVerifier(commands, settings, new IndexRepair(commands, settings, this.upkeep));
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		Batch batch = this.commands.batch();
		CompletionStage<Batch.TimedHash> hash = SessionHash.fetch(batch, this.settings.keys().session(id));
		batch.send();
		// One step instead of two, because every request does this.
		return hash.handle((found, ex) -> {
			if (ex != null) {
				throw new CompletionException(RedisFailure.of("find session " + id, ex));
			}
			try {
				return SessionHash.read(id, found.fields(), found.ttl(), this.settings.clock().instant());
			}
			catch (RuntimeException unreadable) {
				throw new CompletionException(RedisFailure.of("find session " + id, unreadable));
			}
		});
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
		Batch batch = this.commands.batch();
		CompletionStage<Map<String, SessionRecord>> all = CompletableFuture.completedStage(new LinkedHashMap<>());
		for (String id : ids) {
			all = all.thenCombine(read(batch, id), (found, record) -> {
				if (record != null) {
					found.put(id, record);
				}
				return found;
			});
		}
		batch.send();
		return RedisFailure.explained("find " + ids.size() + " sessions", all);
	}

	private CompletionStage<@Nullable SessionRecord> read(Batch batch, String id) {
		return read(batch, id, this.settings);
	}

	public static CompletionStage<@Nullable SessionRecord> read(Batch batch, String id, RedisSettings settings) {
		return SessionHash.fetch(batch, settings.keys().session(id))
			.thenApply((hash) -> SessionHash.read(id, hash.fields(), hash.ttl(), settings.clock().instant()));
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		if (delta.kind() == SessionDelta.Kind.CHANGE_ID) {
			return RedisFailure.explained("change the id of", delta.previousId(), move(delta));
		}
		return RedisFailure.explained("save", delta.id(), write(delta));
	}

	private CompletionStage<SaveResult> write(SessionDelta delta) {
		if (!IndexUpkeep.isAffectedBy(delta)) {
			return writeAlone(delta);
		}
		IndexUpdate change = this.upkeep.change(delta, delta.known());
		Batch batch = this.commands.batch();
		change.announce(batch);
		String action = (delta.kind() == SessionDelta.Kind.CREATE) ? "create" : "update";
		CompletionStage<SaveReply> saved = script(batch, action, "", delta, Map.of());
		return settled(delta, change, inOrder(batch, saved, change.needsOrder(), (then) -> {
			change.confirm(then);
			this.watch.over(then, delta, change, saved);
		}).thenApply(SaveReply::result));
	}

	/**
	 * Sends a batch, and what has to be done after its last command. One server does that
	 * if it is only told so; nodes of a cluster know nothing of each other, so one is
	 * told when the other has answered.
	 */
	private <T> CompletionStage<T> inOrder(Batch batch, CompletionStage<T> last, boolean needsOrder,
			Consumer<Batch> then) {
		if (!needsOrder || !this.commands.isCluster()) {
			then.accept(batch);
			batch.send();
			return last;
		}
		batch.send();
		return last.whenComplete((answer, ex) -> {
			Batch next = this.commands.batch();
			then.accept(next);
			next.send();
		});
	}

	/**
	 * Writes what the indexes need not hear of, unless the session is not as it was
	 * thought to be. Most changes are such.
	 */
	private CompletionStage<SaveResult> writeAlone(SessionDelta delta) {
		Batch batch = this.commands.batch();
		CompletionStage<List<byte[]>> reply = call(batch, "update", "", delta, Map.of());
		batch.send();
		return reply.thenApply((answer) -> {
			SaveResult result = SaveReply.of(answer).result();
			return (result == SaveResult.SAVED) ? result
					: settle(delta, this.upkeep.change(delta, delta.known()), result, true);
		});
	}

	/**
	 * Waits until the session is also listed, so that whoever is told that it is saved
	 * can find it; and mends the indexes if they or the session were not as they were
	 * thought to be.
	 */
	private CompletionStage<SaveResult> settled(SessionDelta delta, IndexUpdate change,
			CompletionStage<SaveResult> saved) {
		return saved
			.thenCompose((result) -> change.isListed().thenApply((listed) -> settle(delta, change, result, listed)));
	}

	private SaveResult settle(SessionDelta delta, IndexUpdate change, SaveResult result, boolean listed) {
		if (result == SaveResult.GONE) {
			withdraw(change);
		}
		else if (result == SaveResult.CONFLICT || !listed) {
			this.watch.mend(delta, change);
		}
		return result;
	}

	private void withdraw(IndexUpdate change) {
		Batch batch = this.commands.batch();
		change.withdraw(batch);
		batch.send();
	}

	/**
	 * Takes the old hash out and puts it under the new id together with the change. What
	 * other requests have saved until then moves along; what they save later is GONE.
	 * <p>
	 * If the first step was answered so late that the caller has given up waiting, or the
	 * second one is refused, the hash goes back to where it was: the client never gets
	 * the new token then. A mark at the old place tells whether somebody has ended the
	 * session in between; then it stays ended.
	 */
	private CompletionStage<SaveResult> move(SessionDelta delta) {
		IndexUpdate announced = this.upkeep.change(delta, delta.known());
		Batch batch = this.commands.batch();
		announced.announce(batch);
		long start = System.nanoTime();
		long patience = Math.min(this.settings.patience().toNanos(), RedisSettings.MARK.dividedBy(2).toNanos());
		CompletionStage<TakeReply> taking = take(batch, delta.previousId(), "move", delta.id());
		batch.send();
		return taking.thenCompose((taken) -> {
			SessionRecord record = taken.record(delta.previousId());
			if (record == null) {
				return absent(delta, taken, announced);
			}
			if (!delta.isExpected(record.details(), record.attributes())) {
				return conflict(delta, taken, announced);
			}
			if (System.nanoTime() - start > patience) {
				return putBack(delta, taken, announced,
						new SessionStoreException(Reason.TIMEOUT, "the answer came too late"));
			}
			return arrive(delta, taken, record, System.nanoTime() - start)
				.exceptionallyCompose((ex) -> putBack(delta, taken, announced, ex));
		}).whenComplete((result, ex) -> {
			if (ex != null && taking.toCompletableFuture().isCompletedExceptionally()) {
				revert(announced, true);
			}
		});
	}

	/**
	 * What is not at its old place may have arrived at the new one before, and nobody has
	 * heard of that. Then it is there, or it has ended, and only the change is left.
	 */
	private CompletionStage<SaveResult> absent(SessionDelta delta, TakeReply taken, IndexUpdate announced) {
		String newId = taken.newId();
		if (newId != null && !newId.equals(delta.id())) {
			return settled(delta, announced, CompletableFuture.completedFuture(SaveResult.GONE));
		}
		Batch batch = this.commands.batch();
		CompletionStage<SaveReply> saved = script(batch, "update", "", delta.moved(), Map.of());
		announced.confirm(batch);
		batch.send();
		return settled(delta, announced, saved.thenApply(SaveReply::result)).thenApply((result) -> {
			if (result == SaveResult.SAVED) {
				this.watch.mend(delta, announced);
			}
			return result;
		});
	}

	private CompletionStage<SaveResult> arrive(SessionDelta delta, TakeReply taken, SessionRecord record, long nanos) {
		IndexUpdate change = this.upkeep.change(delta, record.details());
		Batch batch = this.commands.batch();
		CompletionStage<SaveResult> saved = write(batch, "move", Long.toString(TimeUnit.NANOSECONDS.toMillis(nanos)),
				delta, taken.fields());
		batch.removeField(this.settings.keys().session(delta.previousId()), SessionHash.WAS);
		return settled(delta, change, inOrder(batch, saved, change.needsOrder(), change::confirm));
	}

	private CompletionStage<SaveResult> putBack(SessionDelta delta, TakeReply taken, IndexUpdate announced,
			Throwable cause) {
		SessionDelta unchanged = SessionDelta.create(delta.previousId(), delta.terms(), Duration.ZERO).build();
		Batch batch = this.commands.batch();
		CompletionStage<SaveResult> saved = write(batch, "restore", delta.id(), unchanged, taken.fields());
		batch.send();
		saved.thenAccept((result) -> revert(announced, result == SaveResult.SAVED));
		return saved.handle((result, ex) -> CompletableFuture.<SaveResult>failedFuture(cause))
			.thenCompose(Function.identity());
	}

	private CompletionStage<SaveResult> conflict(SessionDelta delta, TakeReply taken, IndexUpdate announced) {
		SessionStoreException conflict = new SessionStoreException("somebody else has changed it");
		return putBack(delta, taken, announced, conflict).exceptionallyCompose((ex) -> (ex == conflict)
				? CompletableFuture.completedFuture(SaveResult.CONFLICT) : CompletableFuture.failedFuture(ex));
	}

	private void revert(IndexUpdate announced, boolean stays) {
		Batch batch = this.commands.batch();
		announced.revert(batch, stays);
		batch.send();
	}

	private CompletionStage<SaveResult> write(Batch batch, String action, String origin, SessionDelta delta,
			Map<String, byte[]> before) {
		return script(batch, action, origin, delta, before).thenApply(SaveReply::result);
	}

	private CompletionStage<SaveReply> script(Batch batch, String action, String origin, SessionDelta delta,
			Map<String, byte[]> before) {
		return call(batch, action, origin, delta, before).thenApply(SaveReply::of);
	}

	private CompletionStage<List<byte[]>> call(Batch batch, String action, String origin, SessionDelta delta,
			Map<String, byte[]> before) {
		byte[] key = this.settings.keys().session(delta.id());
		List<byte[]> arguments = SessionHash.arguments(action, origin, delta, this.settings, before);
		Supplier<CommandOutput<byte[], byte[], List<byte[]>>> output = () -> new ValueListOutput<>(
				ByteArrayCodec.INSTANCE);
		return action.equals("update") ? batch.eval(SAVE, key, arguments, output)
				: batch.evalOnce(SAVE, key, arguments, output);
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		Batch batch = this.commands.batch();
		CompletionStage<TakeReply> taking = inOrder(batch, take(batch, end.id(), "end", ""), true,
				(then) -> this.upkeep.forget(then, end.id(), end.known()));
		return RedisFailure.explained("delete", end.id(), taking.thenCompose((taken) -> {
			String newId = taken.newId();
			if (newId != null) {
				return delete(new SessionEnd(newId, end.reason(), end.known()));
			}
			SessionRecord record = taken.record(end.id());
			if (record != null) {
				this.settings.observer()
					.sessionEnded(Ending.valueOf(end.reason().name()),
							Duration.between(record.created(), record.observed()));
			}
			if (record != null && !this.upkeep.isSamePlace(end.id(), record.details(), end.known())) {
				Batch rest = this.commands.batch();
				this.upkeep.forget(rest, end.id(), record.details());
				rest.send();
			}
			return CompletableFuture.completedFuture(record);
		}).whenComplete((record, ex) -> {
			if (ex != null) {
				Batch again = this.commands.batch();
				this.upkeep.remember(again, end.id(), end.known());
				again.send();
			}
		}));
	}

	@Override
	public List<String> layers() {
		return List.of("Redis");
	}

	private CompletionStage<TakeReply> take(Batch batch, String id, String purpose, String newId) {
		byte[] key = this.settings.keys().session(id);
		List<byte[]> arguments = List.of(SessionHash.bytes(purpose), SessionHash.bytes(newId),
				SessionHash.millis(newId.isEmpty() ? RedisSettings.ENDED_MARK : RedisSettings.MARK),
				this.settings.channel(), SessionAnnouncement.header(SessionAnnouncement.Type.DELETED, id));
		Supplier<CommandOutput<byte[], byte[], List<byte[]>>> output = () -> new ValueListOutput<>(
				ByteArrayCodec.INSTANCE);
		return batch.eval(TAKE, key, arguments, output).thenApply(TakeReply::of);
	}

}
