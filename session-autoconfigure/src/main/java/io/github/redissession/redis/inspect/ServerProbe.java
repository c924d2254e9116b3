package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.redis.client.ServerCommands;

/**
 * Writes and reads a key of its own, to find out whether sessions can be stored and read.
 * On a cluster that are several keys, so that every node is likely to have one.
 */
public final class ServerProbe {

	private static final RedisScript PROBE = RedisScript.load(ServerProbe.class, "probe.lua");

	private static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);

	private static final int ON_A_CLUSTER = 16;

	private final SessionConnection commands;

	private final SessionKeys keys;

	private final Duration patience;

	private final int width;

	private final String node = UUID.randomUUID().toString();

	private final AtomicLong number = new AtomicLong();

	/**
	 * Creates a probe.
	 * @param commands the door to Redis
	 * @param settings how sessions are kept
	 * @param patience how long a probe may take
	 * @param cluster whether the servers are a cluster
	 */
	public ServerProbe(SessionConnection commands, RedisSettings settings, Duration patience, boolean cluster) {
		this.commands = commands;
		this.keys = settings.keys();
		this.patience = patience;
		this.width = cluster ? ON_A_CLUSTER : 1;
	}

	/**
	 * Probes. One round trip.
	 * @return the result, there in time and never a failure
	 */
	public CompletionStage<Result> probe() {
		long start = System.nanoTime();
		Batch batch = this.commands.batch();
		List<CompletionStage<@Nullable Throwable>> answers = new ArrayList<>();
		for (int i = 0; i < this.width; i++) {
			answers.add(probe(batch, this.keys.probe(this.node, i)));
		}
		batch.send();
		return ServerCommands.all(answers).thenApply((failures) -> {
			List<Throwable> failed = new ArrayList<>();
			failures.forEach((failure) -> {
				if (failure != null) {
					failed.add(failure);
				}
			});
			return new Result(this.width, failed.size(), Duration.ofNanos(System.nanoTime() - start),
					failed.isEmpty() ? null : failed.get(0));
		});
	}

	private CompletionStage<@Nullable Throwable> probe(Batch batch, byte[] key) {
		String value = Long.toString(this.number.incrementAndGet());
		CompletionStage<byte[]> written = batch.eval(PROBE, key,
				List.of(SessionHash.bytes(value), SessionHash.millis(TIME_TO_LIVE)),
				() -> new ValueOutput<>(ByteArrayCodec.INSTANCE));
		CompletionStage<Batch.TimedHash> read = SessionHash.fetch(batch, key);
		return written.thenCombine(read, (one, other) -> one)
			.toCompletableFuture()
			.thenApply((answer) -> answer)
			.orTimeout(this.patience.toNanos(), TimeUnit.NANOSECONDS)
			.handle((answer, ex) -> (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex);
	}

	/**
	 * What a probe has found.
	 *
	 * @param probes how many keys were written and read
	 * @param failed with how many that has failed
	 * @param took how long it took
	 * @param failure the first failure, {@code null} if there was none
	 */
	public record Result(int probes, int failed, Duration took, @Nullable Throwable failure) {

		/**
		 * Whether at least some sessions can be stored and read.
		 * @return {@code false} if nothing has worked
		 */
		public boolean isPossible() {
			return this.failed < this.probes;
		}

	}

}
