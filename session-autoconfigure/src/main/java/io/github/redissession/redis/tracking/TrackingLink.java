package io.github.redissession.redis.tracking;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionStoreException;
import io.github.redissession.index.SessionTracking;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.BackgroundWork;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionRecord;

/**
 * Tracks sessions by {@code CLIENT TRACKING} of RESP3, on connections of its own, which
 * the thread of a {@link TrackingRun} opens, checks and replaces.
 */
public final class TrackingLink extends BackgroundWork<TrackingRun> implements SessionTracking {

	private final LettuceConnectionFactory factory;

	private final SessionConnection connection;

	private final RedisSettings settings;

	private final Duration interval;

	private final Listener listener;

	/**
	 * Creates a link that does nothing before it is started.
	 * @param factory opens the connections
	 * @param connection sends commands that are not tracked
	 * @param settings how sessions are stored
	 * @param interval how often to check the tracked connections, positive
	 * @param listener is told of changes
	 */
	public TrackingLink(LettuceConnectionFactory factory, SessionConnection connection, RedisSettings settings,
			Duration interval, Listener listener) {
		this.factory = factory;
		this.connection = connection;
		this.settings = settings;
		this.interval = interval;
		this.listener = listener;
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		return onServers((servers) -> servers.find(id));
	}

	/**
	 * Completes when the listener has been told of all changes before this call. For
	 * tests.
	 */
	CompletionStage<@Nullable Void> upToDate() {
		return onServers(TrackedServers::beat);
	}

	private <T extends @Nullable Object> CompletionStage<T> onServers(
			Function<TrackedServers, CompletionStage<T>> command) {
		TrackingRun now = current();
		TrackedServers servers = (now != null) ? now.servers() : null;
		return (servers != null) ? command.apply(servers)
				: CompletableFuture.failedFuture(new SessionStoreException("Changes are not tracked at present"));
	}

	@Override
	protected TrackingRun create() {
		return new TrackingRun(() -> TrackedServers.connect(this.factory.getRequiredNativeClient(), this.connection,
				this.settings, this.listener), this.interval, this.listener);
	}

}
