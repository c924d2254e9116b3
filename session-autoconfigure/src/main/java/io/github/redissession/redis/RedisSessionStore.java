package io.github.redissession.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
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
		Batch batch = this.connection.batch();
		CompletionStage<Batch.TimedHash> hash = SessionHash.fetch(batch, this.settings.keys().session(id));
		batch.send();
		// One stage instead of two, because every request does this.
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
		return RedisFailure.explained("find " + ids.size() + " sessions", this.connection
			.send((batch) -> byId(ids.stream().map((id) -> read(batch, id, this.settings)).toList())));
	}

	/**
	 * Combines records into a map by id, without the sessions that do not exist.
	 */
	static CompletionStage<Map<String, SessionRecord>> byId(List<CompletionStage<@Nullable SessionRecord>> records) {
		return Stages.all(records).thenApply((all) -> {
			Map<String, SessionRecord> found = new LinkedHashMap<>();
			for (SessionRecord record : all) {
				if (record != null) {
					found.put(record.id(), record);
				}
			}
			return found;
		});
	}

	/**
	 * Adds the commands that read a session to a batch.
	 */
	public static CompletionStage<@Nullable SessionRecord> read(Batch batch, String id, RedisSettings settings) {
		return SessionHash.fetch(batch, settings.keys().session(id))
			.thenApply((hash) -> SessionHash.read(id, hash.fields(), hash.ttl(), settings.clock().instant()));
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
		String action = (delta.kind() == SessionDelta.Kind.CREATE) ? "create" : "update";
		CompletionStage<SaveReply> saved = this.scripts.save(batch, action, "", delta, Map.of());
		return this.verifier.settled(delta, update, this.scripts.inOrder(batch, saved, update.needsOrder(), (then) -> {
			update.confirm(then);
			this.verifier.verify(then, delta, update, saved);
		}).thenApply(SaveReply::result));
	}

	/**
	 * Writes a delta that does not change the indexes, as most do not, and settles it
	 * only if the session was not as expected.
	 */
	private CompletionStage<SaveResult> writeAlone(SessionDelta delta) {
		return this.connection.send((batch) -> this.scripts.update(batch, delta)).thenApply((reply) -> {
			SaveResult result = SaveReply.of(reply).result();
			return (result == SaveResult.SAVED) ? result
					: this.verifier.settle(delta, this.upkeep.update(delta, delta.known()), result, true);
		});
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		Batch batch = this.connection.batch();
		CompletionStage<TakeReply> taking = this.scripts.inOrder(batch, this.scripts.take(batch, end.id(), ""), true,
				(then) -> this.upkeep.forget(then, end.id(), end.known()));
		return RedisFailure.explained("delete", end.id(), taking.thenCompose((taken) -> {
			String newId = taken.newId();
			if (newId != null) {
				return delete(new SessionEnd(newId, end.reason(), end.known()));
			}
			SessionRecord record = taken.record(end.id());
			if (record != null) {
				this.settings.observer()
					.sessionEnded(end.reason(), Duration.between(record.created(), record.observed()));
			}
			if (record != null && !this.upkeep.isSameMembership(end.id(), record.details(), end.known())) {
				Batch rest = this.connection.batch();
				this.upkeep.forget(rest, end.id(), record.details());
				rest.send();
			}
			return CompletableFuture.completedFuture(record);
		}).whenComplete((record, ex) -> {
			if (ex != null) {
				Batch again = this.connection.batch();
				this.upkeep.remember(again, end.id(), end.known());
				again.send();
			}
		}));
	}

	@Override
	public List<String> layers() {
		return List.of("Redis");
	}

}
