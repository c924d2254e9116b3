package io.github.redissession.redis.tracking;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.async.Stages;
import io.github.redissession.index.SessionTracking;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionReader;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionRecord;

/**
 * A connection to one server, which reports changes of the sessions that were read on it.
 * <p>
 * Redis sends replies and invalidations in the order in which it runs commands, and the
 * thread of the connection reads both in that order. So the reply to a command follows
 * the invalidations of all earlier changes.
 * <p>
 * The connection counts as lost when a command fails or times out on it, and when it is
 * interrupted: after Lettuce has opened it again, the server does not track it any more.
 */
final class TrackedServer implements PushListener, RedisConnectionStateListener {

	/** Longer than the time between two checks, which renew it. */
	private static final Duration PROBE = Duration.ofMinutes(10);

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final SessionConnection untracked;

	private final RedisSettings settings;

	private final SessionTracking.Listener listener;

	private final String probe;

	private final ServerSlots slots;

	/** The check that is under way; the next one begins when it has ended. */
	private CompletionStage<@Nullable Void> lastBeat = CompletableFuture.completedFuture(null);

	private volatile CompletableFuture<@Nullable Void> probeChanged = new CompletableFuture<>();

	private final CompletableFuture<Throwable> lost = new CompletableFuture<>();

	/**
	 * Creates it.
	 * @param connection the connection to track
	 * @param untracked sends commands that are not tracked
	 * @param probe the id of a session that does not exist, in a slot of this server
	 * @param slots the slots of this server
	 */
	TrackedServer(StatefulRedisConnection<byte[], byte[]> connection, SessionConnection untracked,
			RedisSettings settings, SessionTracking.Listener listener, String probe, ServerSlots slots) {
		this.connection = connection;
		this.untracked = untracked;
		this.settings = settings;
		this.listener = listener;
		this.probe = probe;
		this.slots = slots;
	}

	/**
	 * Turns tracking on, and verifies that a change is reported: with RESP2, or through a
	 * proxy, CLIENT TRACKING may succeed although no invalidation ever arrives.
	 */
	CompletionStage<@Nullable Void> begin() {
		this.connection.addListener((PushListener) this);
		this.connection.addListener((RedisConnectionStateListener) this);
		return this.connection.async()
			.clientTracking(TrackingArgs.Builder.enabled())
			.thenCompose((ok) -> beat("a change was not reported; tracking needs RESP3 (Redis 6 or later, and no other"
					+ " protocol version in the options of Lettuce) all the way to the server"));
	}

	/**
	 * Checks that this connection hears of what is written where this node's writes go,
	 * and so has heard of everything that was written before: the session that does not
	 * exist is read here, changed there, and its change is reported here.
	 * <p>
	 * No reply of the server itself would show that. A former primary replies to
	 * everything but a write, and goes on to report changes only while it is a replica in
	 * step; behind a fixed address nothing closes the connection to it.
	 */
	CompletionStage<@Nullable Void> beat() {
		return beat("a change was not reported in time");
	}

	private synchronized CompletionStage<@Nullable Void> beat(String unreported) {
		this.lastBeat = this.lastBeat.exceptionally((ex) -> null)
			.thenCompose((done) -> hearOfProbe())
			.exceptionallyCompose((ex) -> CompletableFuture.failedFuture(
					(Stages.cause(ex) instanceof TimeoutException) ? new SessionStoreException(unreported) : ex));
		return this.lastBeat;
	}

	private CompletionStage<@Nullable Void> hearOfProbe() {
		CompletableFuture<@Nullable Void> reported = new CompletableFuture<>();
		this.probeChanged = reported;
		return readProbe().thenCombine(this.slots.check(this.connection), (ttl, unchanged) -> ttl)
			.thenCompose((ttl) -> (ttl < 0) ? endProbe() : prolongProbe())
			.thenCompose((reply) -> reported)
			.toCompletableFuture()
			.orTimeout(this.settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Reads the session that does not exist. A server that has lost its slot to another
	 * one refuses that.
	 */
	private CompletionStage<Long> readProbe() {
		return send((batch) -> batch.timeToLive(this.settings.keys().session(this.probe)));
	}

	/**
	 * Ends the session that does not exist, which leaves a mark for a while.
	 */
	private CompletionStage<Boolean> endProbe() {
		byte[] none = new byte[0];
		return this.untracked
			.send((batch) -> batch.evalArray(RedisSessionStore.TAKE, this.settings.keys().session(this.probe),
					List.of(SessionHash.bytes("end"), none, SessionHash.millis(PROBE), none, none)))
			.thenApply((fields) -> true);
	}

	/**
	 * Changes the mark, which stays longer.
	 */
	private CompletionStage<Boolean> prolongProbe() {
		return this.untracked.send((batch) -> batch.expire(this.settings.keys().session(this.probe), PROBE))
			.thenApply((found) -> found > 0);
	}

	/**
	 * Reads a session.
	 */
	CompletionStage<@Nullable SessionRecord> find(String id) {
		return send((batch) -> SessionReader.read(batch, id, this.settings));
	}

	private <T extends @Nullable Object> CompletionStage<T> send(Function<Batch, CompletionStage<T>> command) {
		Batch batch = this.untracked.batch(this.connection);
		CompletionStage<T> reply = command.apply(batch);
		batch.send();
		return reply.thenApply((answer) -> answer)
			.toCompletableFuture()
			.orTimeout(this.settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((answer, ex) -> {
				Throwable cause = (ex != null) ? Stages.cause(ex) : null;
				if (cause instanceof TimeoutException) {
					this.lost.complete(new SessionStoreException("a reply is overdue"));
				}
				else if (cause instanceof RedisCommandExecutionException
						&& !String.valueOf(cause.getMessage()).startsWith("WRONGTYPE")) {
					// The failure concerns the server, not just one session.
					this.lost.complete(cause);
				}
			});
	}

	/**
	 * Completes, with the reason, when changes may be missed from now on.
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
				this.probeChanged.complete(null);
			}
			else if (id != null) {
				this.listener.changed(id);
			}
		}
	}

}
