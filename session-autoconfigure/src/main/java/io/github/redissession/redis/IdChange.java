package io.github.redissession.redis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * Gives a session a new id. The two keys may be on different nodes, so this takes two
 * steps: {@code take.lua} turns the old hash into a mark, and {@code save.lua} stores its
 * fields and the change under the new key. What other requests save before the first step
 * moves along; what they save later is GONE. <pre>
 * state            old key                 new key    find   find   save   delete(old)
 *                                                     (old)  (new)  (old)
 * before           session                 -          found  -      SAVED  ends it
 * taken            mark: moved, was,       -          -      -      GONE   "ended" in the mark; moved:
 *                  all fields; 10 s                                        deletes the new id, which
 *                                                                          leaves "ended" there
 * stored           mark: moved, fields     session    -      found  GONE   moved: ends the new id
 * after 10 s       -                       session    -      found  GONE   leaves "ended", 2 min
 *
 * what goes wrong                            what happens
 * the first reply is too late, or the        save "restore": the mark becomes the session
 * second step is rejected                    again, unless it is gone or "ended"; the
 *                                            client never gets the new token then
 * the session is ended between the steps     save "move" finds "ended" at the new key, stores
 *                                            nothing and announces the end: GONE
 * more than 10 s between the steps           save "move" stores nothing: GONE, and the
 *                                            session has ended
 * the process dies between the steps         the mark expires; the user must log in again
 * Redis is out of memory                     take fails and takes nothing
 * the same change is sent again because      while "was" is there, take returns the fields
 * the first reply was lost                   again; HDEL removes "was" once the session is
 *                                            stored, then only the change is saved
 * </pre>
 */
final class IdChange {

	private final SessionConnection connection;

	private final RedisSettings settings;

	private final SessionScripts scripts;

	private final IndexUpkeep upkeep;

	private final IndexVerifier verifier;

	IdChange(SessionConnection connection, RedisSettings settings, IndexUpkeep upkeep, IndexVerifier verifier) {
		this.connection = connection;
		this.settings = settings;
		this.scripts = new SessionScripts(connection, settings);
		this.upkeep = upkeep;
		this.verifier = verifier;
	}

	CompletionStage<SaveResult> run(SessionDelta delta) {
		IndexUpdate announced = this.upkeep.update(delta, delta.known());
		Batch batch = this.connection.batch();
		announced.announce(batch);
		long start = System.nanoTime();
		long timeout = Math.min(this.settings.timeout().toNanos(), RedisSettings.MARK.dividedBy(2).toNanos());
		CompletionStage<TakeReply> taking = this.scripts.take(batch, delta.previousId(), delta.id());
		batch.send();
		return taking.thenCompose((taken) -> {
			SessionRecord record = taken.record(delta.previousId());
			if (record == null) {
				return absent(delta, taken, announced);
			}
			if (!delta.isExpected(record.details(), record.attributes())) {
				return conflict(delta, taken, announced);
			}
			if (System.nanoTime() - start > timeout) {
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
	 * Saves only the change. A session that is not under its old id may have been stored
	 * under the new one by a request whose reply was lost.
	 */
	private CompletionStage<SaveResult> absent(SessionDelta delta, TakeReply taken, IndexUpdate announced) {
		String newId = taken.newId();
		if (newId != null && !newId.equals(delta.id())) {
			return this.verifier.settled(delta, announced, CompletableFuture.completedFuture(SaveResult.GONE));
		}
		Batch batch = this.connection.batch();
		CompletionStage<SaveResult> saved = save(batch, "update", "", delta.moved(), Map.of());
		announced.confirm(batch);
		batch.send();
		return this.verifier.settled(delta, announced, saved).thenApply((result) -> {
			if (result == SaveResult.SAVED) {
				this.verifier.repair(delta, announced);
			}
			return result;
		});
	}

	private CompletionStage<SaveResult> arrive(SessionDelta delta, TakeReply taken, SessionRecord record, long nanos) {
		IndexUpdate update = this.upkeep.update(delta, record.details());
		Batch batch = this.connection.batch();
		CompletionStage<SaveResult> saved = save(batch, "move", Long.toString(TimeUnit.NANOSECONDS.toMillis(nanos)),
				delta, taken.fields());
		batch.removeField(this.settings.keys().session(delta.previousId()), SessionHash.WAS);
		return this.verifier.settled(delta, update,
				this.scripts.inOrder(batch, saved, update.needsOrder(), update::confirm));
	}

	private CompletionStage<SaveResult> putBack(SessionDelta delta, TakeReply taken, IndexUpdate announced,
			Throwable cause) {
		SessionDelta unchanged = SessionDelta.create(delta.previousId(), delta.terms(), Duration.ZERO).build();
		CompletionStage<SaveResult> saved = this.connection
			.send((batch) -> save(batch, "restore", delta.id(), unchanged, taken.fields()));
		saved.thenAccept((result) -> revert(announced, result == SaveResult.SAVED));
		return saved.handle((result, ex) -> CompletableFuture.<SaveResult>failedFuture(cause))
			.thenCompose((failed) -> failed);
	}

	private CompletionStage<SaveResult> conflict(SessionDelta delta, TakeReply taken, IndexUpdate announced) {
		SessionStoreException conflict = new SessionStoreException("another request has changed it");
		return putBack(delta, taken, announced, conflict).exceptionallyCompose((ex) -> (ex == conflict)
				? CompletableFuture.completedFuture(SaveResult.CONFLICT) : CompletableFuture.failedFuture(ex));
	}

	private void revert(IndexUpdate announced, boolean stays) {
		Batch batch = this.connection.batch();
		announced.revert(batch, stays);
		batch.send();
	}

	private CompletionStage<SaveResult> save(Batch batch, String action, String origin, SessionDelta delta,
			Map<String, byte[]> before) {
		return this.scripts.save(batch, action, origin, delta, before).thenApply(SaveReply::result);
	}

}
