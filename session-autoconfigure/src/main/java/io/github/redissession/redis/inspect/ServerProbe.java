package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.SessionReader;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.redis.client.SessionConnection;

/**
 * Finds out whether sessions can be stored and read, by writing and reading a key of its
 * own. On a cluster it uses several keys, so that every node is likely to own one.
 */
public final class ServerProbe {

	private static final RedisScript PROBE = RedisScript.load(ServerProbe.class, "probe.lua");

	private static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);

	private static final int CLUSTER_KEYS = 16;

	private final SessionConnection connection;

	private final SessionKeys keys;

	private final Duration timeout;

	private final int keyCount;

	private final String node = UUID.randomUUID().toString();

	private final AtomicLong number = new AtomicLong();

	/**
	 * Creates a probe.
	 * @param connection the connection to Redis
	 * @param settings how sessions are stored
	 * @param timeout how long a probe may take
	 * @param cluster whether the servers are a cluster
	 */
	public ServerProbe(SessionConnection connection, RedisSettings settings, Duration timeout, boolean cluster) {
		this.connection = connection;
		this.keys = settings.keys();
		this.timeout = timeout;
		this.keyCount = cluster ? CLUSTER_KEYS : 1;
	}

	/**
	 * Probes, in one round trip.
	 * @return the result; it completes within the timeout and never fails
	 */
	public CompletionStage<Result> probe() {
		long start = System.nanoTime();
		return this.connection.send((batch) -> Stages.all(IntStream.range(0, this.keyCount)
			.mapToObj((key) -> probe(batch, this.keys.probe(this.node, key)))
			.toList())).thenApply((failures) -> {
				List<Throwable> failed = failures.stream().filter(Objects::nonNull).toList();
				return new Result(this.keyCount, failed.size(), Duration.ofNanos(System.nanoTime() - start),
						failed.isEmpty() ? null : failed.get(0));
			});
	}

	private CompletionStage<@Nullable Throwable> probe(Batch batch, byte[] key) {
		String value = Long.toString(this.number.incrementAndGet());
		CompletionStage<byte[]> written = batch.eval(PROBE, key,
				List.of(SessionHash.bytes(value), SessionHash.millis(TIME_TO_LIVE)),
				() -> new ValueOutput<>(ByteArrayCodec.INSTANCE));
		CompletionStage<Batch.TimedHash> read = SessionReader.fetch(batch, key);
		return written.thenCombine(read, (one, other) -> one)
			.toCompletableFuture()
			.thenApply((answer) -> answer)
			.orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS)
			.handle((answer, ex) -> (ex != null) ? Stages.cause(ex) : null);
	}

	/**
	 * The result of a probe.
	 *
	 * @param probes the number of keys
	 * @param failed the number of keys that could not be written and read
	 * @param took how long the probe took
	 * @param failure the first failure, {@code null} if there was none
	 */
	public record Result(int probes, int failed, Duration took, @Nullable Throwable failure) {

		/**
		 * Whether at least some sessions can be stored and read.
		 * @return {@code false} if every key failed
		 */
		public boolean isPossible() {
			return this.failed < this.probes;
		}

	}

}
