package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.KeyScanOutput;
import io.lettuce.core.output.ScoredValueListOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.ServerCommands;
import io.github.redissession.redis.client.SessionConnection;

/**
 * Examines a bounded sample of the keys of the servers.
 */
public final class KeyInspection {

	private static final int SCAN_COUNT = 250;

	private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

	private final ServerCommands commands;

	private final SessionKeys keys;

	/**
	 * Creates an inspection.
	 * @param connection the connection to Redis
	 * @param settings how sessions are stored
	 * @param timeout how long one reply may take
	 */
	public KeyInspection(SessionConnection connection, RedisSettings settings, Duration timeout) {
		this.commands = new ServerCommands(connection, timeout);
		this.keys = settings.keys();
	}

	/**
	 * Samples keys.
	 * @param max the maximum number of keys, about
	 * @return the sample, or {@code null} if an ACL forbids a command
	 */
	public CompletionStage<@Nullable KeySample> sample(int max) {
		return this.commands.nodes()
			.thenCompose((nodes) -> Stages.all(nodes.stream()
				.map((node) -> scan(node, "0", Math.max(1, max / nodes.size()), new ArrayList<>()))
				.toList()))
			.thenApply(KeyInspection::sum);
	}

	private CompletionStage<@Nullable KeySample> scan(StatefulConnection<byte[], byte[]> node, String cursor, int max,
			List<byte[]> seen) {
		return this.commands
			.ask(node, CommandType.SCAN, () -> new KeyScanOutput<>(BYTES), cursor, "COUNT", Math.min(SCAN_COUNT, max))
			.thenCompose((found) -> {
				if (found == null) {
					return CompletableFuture.completedFuture(null);
				}
				seen.addAll(found.getKeys());
				return (found.isFinished() || seen.size() >= max) ? examine(seen, found)
						: scan(node, found.getCursor(), max, seen);
			});
	}

	private CompletionStage<@Nullable KeySample> examine(List<byte[]> seen, KeyScanCursor<byte[]> last) {
		Map<String, Integer> kinds = new TreeMap<>();
		List<CompletionStage<Boolean>> immortal = new ArrayList<>();
		for (byte[] key : seen) {
			String kind = this.keys.kind(SessionHash.string(key));
			if (kind != null) {
				kinds.merge(kind, 1, Integer::sum);
				immortal.add(isWithoutTtl(key));
			}
		}
		int foreign = seen.size() - immortal.size();
		return Stages.all(immortal)
			.thenApply((all) -> new KeySample(seen.size(), kinds, foreign,
					(int) all.stream().filter((one) -> one).count(), last.isFinished()));
	}

	private CompletionStage<Boolean> isWithoutTtl(byte[] key) {
		return this.commands.ask(CommandType.PTTL, () -> new IntegerOutput<>(BYTES), (Object) key)
			.thenCompose((ttl) -> (ttl == null || ttl != -1) ? CompletableFuture.completedFuture(false)
					: isAllowedToLive(key).thenApply((allowed) -> !allowed));
	}

	/**
	 * A session that never ends has no {@code expires}, and the last score of an index
	 * with such a session is infinite.
	 */
	private CompletionStage<Boolean> isAllowedToLive(byte[] key) {
		return this.commands
			.ask(CommandType.HMGET, () -> new ValueListOutput<>(BYTES), key, SessionHash.CREATED, SessionHash.EXPIRES)
			.thenCompose((hash) -> (hash != null)
					? CompletableFuture.completedFuture(hash.get(0) != null && hash.get(1) == null)
					: this.commands
						.ask(CommandType.ZREVRANGE, () -> new ScoredValueListOutput<>(BYTES), key, "0", "0",
								"WITHSCORES")
						.thenApply((last) -> last != null && !last.isEmpty()
								&& Double.isInfinite(last.get(0).getScore())));
	}

	private static @Nullable KeySample sum(List<KeySample> samples) {
		if (samples.contains(null)) {
			return null;
		}
		Map<String, Integer> kinds = new TreeMap<>();
		samples.forEach((one) -> one.kinds().forEach((kind, number) -> kinds.merge(kind, number, Integer::sum)));
		return new KeySample(samples.stream().mapToInt(KeySample::seen).sum(), kinds,
				samples.stream().mapToInt(KeySample::foreign).sum(),
				samples.stream().mapToInt(KeySample::withoutTtl).sum(), samples.stream().allMatch(KeySample::complete));
	}

}
