package io.github.redissession.redis.tracking;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.index.SessionTracking;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionRecord;

/**
 * A connection to one server, which tells of changes of the sessions that were read on
 * it.
 * <p>
 * Redis answers and tells in the order in which it works, and the thread of the
 * connection reads both in that order. So when something is answered that was asked
 * later, all earlier changes have been heard of.
 * <p>
 * What fails on it, or is not answered in time, is a reason to give it up, and so is an
 * interruption: when Lettuce opens the connection again, the server does not know it.
 */
final class TrackedServer implements PushListener, RedisConnectionStateListener {

	private static final Duration PROBE = Duration.ofSeconds(10);

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final SessionConnection commands;

	private final RedisSettings settings;

	private final SessionTracking.Listener listener;

	private final String probe;

	private final CompletableFuture<@Nullable Void> told = new CompletableFuture<>();

	private final CompletableFuture<Throwable> lost = new CompletableFuture<>();

	/**
	 * Creates it.
	 * @param connection an own connection
	 * @param commands the way of other commands
	 * @param probe the id of a session that is not there, in the care of this server
	 */
	TrackedServer(StatefulRedisConnection<byte[], byte[]> connection, SessionConnection commands,
			RedisSettings settings, SessionTracking.Listener listener, String probe) {
		this.connection = connection;
		this.commands = commands;
		this.settings = settings;
		this.listener = listener;
		this.probe = probe;
	}

	/**
	 * Turns tracking on, and finds out whether a change is really told: by RESP2, or
	 * through a proxy, everything may seem well, and nothing is ever heard.
	 */
	CompletionStage<@Nullable Void> begin() {
		this.connection.addListener((PushListener) this);
		this.connection.addListener((RedisConnectionStateListener) this);
		return this.connection.async()
			.clientTracking(TrackingArgs.Builder.enabled())
			.thenCompose((ok) -> beat())
			.thenCompose((ttl) -> changeProbe())
			.thenCompose((reply) -> this.told.orTimeout(this.settings.timeout().toMillis(), TimeUnit.MILLISECONDS))
			.exceptionallyCompose((ex) -> CompletableFuture
				.failedFuture((cause(ex) instanceof TimeoutException)
						? new SessionStoreException("a change was not told; that needs RESP3 (Redis 6 or later, and no"
								+ " other protocol version in the options of Lettuce) all the way to the server")
						: ex));
	}

	/**
	 * Ends a session that is not there, which leaves a mark for a while.
	 */
	private CompletionStage<?> changeProbe() {
		Batch batch = this.commands.batch();
		byte[] none = new byte[0];
		CompletionStage<?> reply = batch.eval(RedisSessionStore.TAKE, this.settings.keys().session(this.probe),
				List.of(SessionHash.bytes("end"), none, SessionHash.millis(PROBE), none, none),
				() -> new ValueListOutput<>(ByteArrayCodec.INSTANCE));
		batch.send();
		return reply;
	}

	/**
	 * Reads a session.
	 */
	CompletionStage<@Nullable SessionRecord> find(String id) {
		Batch batch = this.commands.batch(this.connection);
		CompletionStage<@Nullable SessionRecord> found = RedisSessionStore.read(batch, id, this.settings);
		batch.send();
		return inTime(found);
	}

	/**
	 * Asks for a sign that the server is there, and in charge of its keys: one that has
	 * lost them to another server still answers a PING.
	 */
	CompletionStage<Long> beat() {
		Batch batch = this.commands.batch(this.connection);
		CompletionStage<Long> reply = batch.timeToLive(this.settings.keys().session(this.probe));
		batch.send();
		return inTime(reply);
	}

	private <T extends @Nullable Object> CompletionStage<T> inTime(CompletionStage<T> reply) {
		return reply.thenApply((answer) -> answer)
			.toCompletableFuture()
			.orTimeout(this.settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((answer, ex) -> {
				Throwable cause = (ex != null) ? cause(ex) : null;
				if (cause instanceof TimeoutException) {
					this.lost.complete(new SessionStoreException("an answer is overdue"));
				}
				else if (isOurs(cause)) {
					this.lost.complete(cause);
				}
			});
	}

	/**
	 * Whether a failure is the server's, and not the session's.
	 */
	private static boolean isOurs(@Nullable Throwable failure) {
		return failure instanceof RedisCommandExecutionException
				&& !String.valueOf(failure.getMessage()).startsWith("WRONGTYPE");
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * Completes when changes may be missed, with the reason.
	 */
	CompletableFuture<Throwable> lost() {
		return this.lost;
	}

	@Override
	public void onRedisDisconnected(RedisChannelHandler<?, ?> interrupted) {
		this.lost.complete(new SessionStoreException("the connection was lost"));
	}

	@Override
	public void onPushMessage(PushMessage message) {
		if (!message.getType().equals("invalidate")) {
			return;
		}
		Object keys = message.getContent(StandardCharsets.UTF_8::decode).get(1);
		if (!(keys instanceof List<?> changed)) {
			this.listener.allChanged();
			return;
		}
		for (Object key : changed) {
			String id = this.settings.keys().id(String.valueOf(key));
			if (this.probe.equals(id)) {
				this.told.complete(null);
			}
			else if (id != null) {
				this.listener.changed(id);
			}
		}
	}

	/**
	 * Closes the connection. What was asked and not answered fails.
	 */
	void close() {
		this.connection.closeAsync();
	}

}
