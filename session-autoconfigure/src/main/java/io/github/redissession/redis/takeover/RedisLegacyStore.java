package io.github.redissession.redis.takeover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.KeyScanOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.index.LegacyStore;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.RedisFailure;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.redis.client.ServerCommands;
import io.github.redissession.redis.client.SessionConnection;

/**
 * The keys of Spring Session Data Redis, in the Redis of our sessions. Every command has
 * one key, so the same commands work on a cluster: <pre>
 * read       EVALSHA read   spring:session:sessions:(id)
 *
 * remove     UNLINK  spring:session:sessions:(id)
 *            UNLINK  spring:session:sessions:expires:(id)           with indexes
 *            UNLINK  spring:session:sessions:(id):idx               with indexes
 *            ZREM    spring:session:sessions:expirations    (id)    with indexes
 *            SREM    spring:session:index:...:(user)        (id)    of a user
 *            SREM    spring:session:sessions:index:...:(user) (id)  of a user
 *
 * secret     EVALSHA secret session:takeover:secret
 *
 * count      SCAN (cursor) MATCH spring:session:sessions:????????-... COUNT 1000
 * </pre>
 */
public final class RedisLegacyStore implements LegacyStore {

	/** For how long a hash without a time to live is kept. */
	static final Duration KEEP_HASH = Duration.ofDays(1);

	/** For how long the secret is kept after an instance has read it. */
	static final Duration KEEP_SECRET = Duration.ofDays(90);

	private static final int SCAN_COUNT = 1000;

	private static final RedisScript READ = RedisScript.load(RedisLegacyStore.class, "read.lua");

	private static final RedisScript SECRET = RedisScript.load(RedisLegacyStore.class, "secret.lua");

	private final SessionConnection connection;

	private final ServerCommands commands;

	private final byte[] secretKey;

	private final LegacyKeys keys;

	private final boolean indexed;

	/**
	 * Creates it.
	 * @param connection the connection to Redis
	 * @param keys the keys of our sessions
	 * @param namespace what the keys of the other sessions begin with
	 * @param indexed whether the other store may have indexes
	 * @param timeout how long a step of a scan may take
	 */
	public RedisLegacyStore(SessionConnection connection, SessionKeys keys, String namespace, boolean indexed,
			Duration timeout) {
		this.connection = connection;
		this.commands = new ServerCommands(connection, timeout);
		this.secretKey = keys.takeover();
		this.keys = new LegacyKeys(namespace);
		this.indexed = indexed;
	}

	@Override
	public CompletionStage<@Nullable Hash> read(String legacyId) {
		return RedisFailure.explained("read a session of Spring Session", this.connection
			.send((batch) -> batch.evalArray(READ, this.keys.session(legacyId), List.of(SessionHash.millis(KEEP_HASH))))
			.thenApply(RedisLegacyStore::hash));
	}

	private static @Nullable Hash hash(List<byte[]> reply) {
		if (reply.isEmpty()) {
			return null;
		}
		long now = Long.parseLong(SessionHash.string(reply.get(0)));
		long ttl = Long.parseLong(SessionHash.string(reply.get(1)));
		Map<String, byte[]> fields = new HashMap<>();
		for (int i = 2; i + 1 < reply.size(); i += 2) {
			fields.put(SessionHash.string(reply.get(i)), reply.get(i + 1));
		}
		return new Hash(fields, Instant.ofEpochMilli(now), Instant.ofEpochMilli(now + ttl));
	}

	@Override
	public CompletionStage<@Nullable Void> remove(String legacyId, byte[] member, @Nullable String user) {
		return RedisFailure.explained("remove a session of Spring Session", this.connection.send((batch) -> {
			List<CompletionStage<?>> replies = new ArrayList<>();
			replies.add(batch.unlink(this.keys.session(legacyId)));
			if (this.indexed) {
				replies.add(batch.unlink(this.keys.shadow(legacyId)));
				replies.add(batch.unlink(this.keys.reactiveIndexes(legacyId)));
				replies.add(batch.remove(this.keys.expirations(), member));
			}
			if (this.indexed && user != null) {
				replies.add(batch.removeFromSet(this.keys.user(user), member));
				replies.add(batch.removeFromSet(this.keys.reactiveUser(user), member));
			}
			return Stages.done(replies);
		}));
	}

	@Override
	public CompletionStage<byte[]> secret(byte[] proposal) {
		return RedisFailure.explained("read the secret of the takeover", this.connection.send(
				(batch) -> batch.evalArray(SECRET, this.secretKey, List.of(proposal, SessionHash.millis(KEEP_SECRET))))
			.thenApply((reply) -> reply.get(0)));
	}

	@Override
	public CompletionStage<@Nullable Count> count(int most) {
		return this.commands.nodes()
			.thenCompose((nodes) -> Stages.all(nodes.stream()
				.map((node) -> scan(node, "0", Math.max(SCAN_COUNT, most / nodes.size()), 0))
				.toList()))
			.thenApply(RedisLegacyStore::sum);
	}

	private CompletionStage<@Nullable Count> scan(StatefulConnection<byte[], byte[]> node, String cursor, int rest,
			long found) {
		return this.commands
			.ask(node, CommandType.SCAN, () -> new KeyScanOutput<>(ByteArrayCodec.INSTANCE), cursor, "MATCH",
					this.keys.sessions(), "COUNT", SCAN_COUNT)
			.thenCompose((page) -> {
				if (page == null) {
					return CompletableFuture.completedFuture(null);
				}
				long seen = found + page.getKeys().size();
				return (page.isFinished() || rest <= SCAN_COUNT)
						? CompletableFuture.completedFuture(new Count(seen, page.isFinished()))
						: scan(node, page.getCursor(), rest - SCAN_COUNT, seen);
			});
	}

	private static @Nullable Count sum(List<@Nullable Count> counts) {
		long sessions = 0;
		boolean complete = true;
		for (Count count : counts) {
			if (count == null) {
				return null;
			}
			sessions += count.sessions();
			complete &= count.complete();
		}
		return new Count(sessions, complete);
	}

}
