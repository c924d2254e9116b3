package io.github.redissession.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.RedisFailure;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Stores every session in one Redis hash whose TTL is the session's end, and lists it in
 * indexes. These are the commands of each operation, in the namespace {@code session} and
 * with an index of users; each block is one round trip, and {@code EVALSHA put} stands
 * for {@code EVALSHA}, the digest of {@code put.lua} and the number of keys. <pre>
 * find       HGETALL session:(id)
 *            PTTL    session:(id)
 *
 * create     EVALSHA put  session:expiry:(0..15)  add (id) ...
 *            EVALSHA save session:(id)            create ...
 *
 * save       EVALSHA save session:(id)            update ...
 *
 * touch      EVALSHA save session:(id)            update ...
 *            EVALSHA put  session:expiry:(0..15)  refresh (id) ...
 *            EVALSHA put  session:user:(name)     refresh (id) ...   once logged in
 *
 * login      EVALSHA put  session:user:(name)     add (new id) ...
 *            EVALSHA put  session:expiry:(0..15)  add (new id) (name) ...
 *            EVALSHA take session:(old id)        move (new id) ...
 *              then
 *            EVALSHA save session:(new id)        move ...
 *            HDEL    session:(old id)             was
 *            EVALSHA put  session:user:(name)     confirm (new id) ...
 *            ZREM    session:expiry:(0..15)       (old id) +(old id)
 *
 * delete     EVALSHA take session:(id)            end ...
 *            ZREM    session:user:(name)          (id) +(id)
 *            EVALSHA drop session:expiry:(0..15)  (id) (name) unless-due
 * </pre> An access is recorded along with the first save in a touch interval, so that
 * save sends what a touch sends. {@link IndexUpkeep} says why the indexes are updated
 * twice, and {@link IdChange} why a change of id, as a login is one, has two steps.
 * <p>
 * Every command and every script has exactly one key, so the store works on a Redis
 * Cluster without hash tags.
 */
public final class RedisSessionStore implements SessionStore {

	public static final RedisScript TAKE = RedisScript.load(RedisSessionStore.class, "take.lua");

	private final SessionConnection connection;

	private final RedisSettings settings;

	private final SessionScripts scripts;

	private final IndexUpkeep upkeep;

	private final IndexVerifier verifier;

	private final IdChange idChange;

	/**
	 * Creates a store.
	 * @param connection the connection to Redis
	 * @param settings how sessions are stored
	 */
	public RedisSessionStore(SessionConnection connection, RedisSettings settings) {
		this.connection = connection;
		this.settings = settings;
		this.scripts = new SessionScripts(connection, settings);
		this.upkeep = new IndexUpkeep(settings.keys(), settings.indexes());
		this.verifier = new IndexVerifier(connection, settings);
		this.idChange = new IdChange(connection, settings, this.upkeep, this.verifier);
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		CompletionStage<Batch.TimedHash> hash = this.connection
			.send((batch) -> SessionReader.fetch(batch, this.settings.keys().session(id)));
		// One stage instead of two, because every request does this.
		return hash.handle((found, ex) -> {
			if (ex != null) {
				throw new CompletionException(RedisFailure.of("find session " + id, ex));
			}
			try {
				return SessionReader.read(id, found, this.settings);
			}
			catch (RuntimeException unreadable) {
				throw new CompletionException(RedisFailure.of("find session " + id, unreadable));
			}
		});
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
		return RedisFailure.explained("find " + ids.size() + " sessions", this.connection.send((batch) -> SessionReader
			.byId(ids.stream().map((id) -> SessionReader.read(batch, id, this.settings)).toList())));
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		if (delta.kind() == SessionDelta.Kind.CHANGE_ID) {
			return RedisFailure.explained("change the id of", delta.previousId(), this.idChange.run(delta));
		}
		return RedisFailure.explained("save", delta.id(), write(delta));
	}

	private CompletionStage<SaveResult> write(SessionDelta delta) {
		if (!IndexUpkeep.isAffectedBy(delta)) {
			return writeAlone(delta);
		}
		IndexUpdate update = this.upkeep.update(delta, delta.known());
		Batch batch = this.connection.batch();
		update.announce(batch);
		CompletionStage<SaveReply> saved = save(batch, delta).thenApply(SaveReply::of);
		return this.verifier.settled(delta, update, this.scripts.inOrder(batch, saved, update.needsOrder(), (then) -> {
			update.confirm(then);
			this.verifier.verify(then, delta, update, saved);
		}).thenApply(SaveReply::result));
	}

	private CompletionStage<List<byte[]>> save(Batch batch, SessionDelta delta) {
		Instant by = delta.beginsBy();
		if (by != null) {
			return this.scripts.save(batch, "adopt", Long.toString(by.toEpochMilli()), delta, Map.of());
		}
		String action = (delta.kind() == SessionDelta.Kind.CREATE) ? "create" : "update";
		return this.scripts.save(batch, action, "", delta, Map.of());
	}

	/**
	 * Writes a delta that does not change the indexes, as most do not, and settles it
	 * only if the session was not as expected.
	 */
	private CompletionStage<SaveResult> writeAlone(SessionDelta delta) {
		return this.connection.send((batch) -> this.scripts.save(batch, "update", "", delta, Map.of()))
			.thenApply((reply) -> {
				SaveResult result = SaveReply.of(reply).result();
				return (result == SaveResult.SAVED) ? result
						: this.verifier.settle(delta, this.upkeep.update(delta, delta.known()), result, true);
			});
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		return delete(end, this::delete);
	}

	/**
	 * Ends a session.
	 * @param end the end of the session by the id that the caller knows
	 * @param follow ends the session if it has another id by now, whose key may be on
	 * another node
	 * @return the session, {@code null} if there was none
	 */
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end,
			Function<SessionEnd, CompletionStage<@Nullable SessionRecord>> follow) {
		Batch batch = this.connection.batch();
		CompletionStage<TakeReply> taking = this.scripts.inOrder(batch, this.scripts.take(batch, end.id(), ""), true,
				(then) -> this.upkeep.forget(then, end.id(), end.known()));
		return RedisFailure.explained("delete", end.id(), taking.thenApply((taken) -> ended(end, taken)))
			.whenComplete((taken, ex) -> {
				if (ex != null) {
					this.connection.run((again) -> this.upkeep.remember(again, end.id(), end.known()));
				}
			})
			.thenCompose((taken) -> {
				String newId = taken.newId();
				return (newId != null) ? follow.apply(new SessionEnd(newId, end.reason(), end.known()))
						: CompletableFuture.completedFuture(taken.record(end.id()));
			});
	}

	private TakeReply ended(SessionEnd end, TakeReply taken) {
		SessionRecord record = taken.record(end.id());
		if (record != null) {
			this.settings.observer().sessionEnded(end.reason(), Duration.between(record.created(), record.observed()));
			this.settings.observer().sessionRemoved(record);
			if (!this.upkeep.membership(end.id(), record.details())
				.equals(this.upkeep.membership(end.id(), end.known()))) {
				this.connection.run((rest) -> this.upkeep.forget(rest, end.id(), record.details()));
			}
		}
		return taken;
	}

	@Override
	public List<String> layers() {
		return List.of("Redis");
	}

}
