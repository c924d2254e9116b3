package io.github.redissession.redis.tracking;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionStoreException;
import io.github.redissession.index.SessionTracking;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionRecord;

/**
 * Tracks sessions by {@code CLIENT TRACKING} of RESP3, on connections of its own. A
 * thread of its own opens them, asks at short intervals whether they still work, and
 * opens others when they do not, sooner at first and later if it keeps failing.
 */
public final class TrackingLink implements SessionTracking, SmartLifecycle {

	private final LettuceConnectionFactory factory;

	private final SessionConnection commands;

	private final RedisSettings settings;

	private final Duration interval;

	private final Listener listener;

	private volatile @Nullable TrackingRun running;

	/**
	 * Creates a link that does nothing before it is started.
	 * @param factory opens the connections
	 * @param commands the way of other commands
	 * @param settings how sessions are kept
	 * @param interval how often to ask whether the connections still work, positive
	 * @param listener hears of changes
	 */
	public TrackingLink(LettuceConnectionFactory factory, SessionConnection commands, RedisSettings settings,
			Duration interval, Listener listener) {
		this.factory = factory;
		this.commands = commands;
		this.settings = settings;
		this.interval = interval;
		this.listener = listener;
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		TrackingRun now = this.running;
		TrackedServers servers = (now != null) ? now.servers() : null;
		return (servers != null) ? servers.find(id)
				: CompletableFuture.failedFuture(new SessionStoreException("Changes are not told at present"));
	}

	/**
	 * Completes when everything has been heard of that had happened before this was
	 * called. For tests.
	 */
	CompletionStage<@Nullable Void> upToDate() {
		TrackingRun now = this.running;
		TrackedServers servers = (now != null) ? now.servers() : null;
		return (servers != null) ? servers.beat()
				: CompletableFuture.failedFuture(new SessionStoreException("Changes are not told at present"));
	}

	/**
	 * Begins, without waiting for Redis.
	 */
	@Override
	public synchronized void start() {
		if (this.running == null) {
			TrackingRun next = new TrackingRun(this::connect, this.interval, this.listener);
			this.running = next;
			next.start();
		}
	}

	private TrackedServers connect() {
		return TrackedServers.connect(this.factory.getRequiredNativeClient(), this.commands, this.settings,
				this.listener);
	}

	@Override
	public synchronized void stop() {
		TrackingRun last = this.running;
		if (last != null) {
			last.end();
			this.running = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	/**
	 * Before the first request and after the last one.
	 */
	@Override
	public int getPhase() {
		return RedisSettings.PHASE;
	}

}
