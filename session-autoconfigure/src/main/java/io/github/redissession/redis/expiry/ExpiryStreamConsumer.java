package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

import io.github.redissession.SessionExpiryHandler;
import io.github.redissession.core.RequestSession;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionAnnouncement;
import io.github.redissession.redis.client.OutageLog;

/**
 * Passes expired sessions to the application's handler, one after the other on a thread
 * of its own, and acknowledges those that it has handled.
 * <p>
 * An entry that is not acknowledged, because the handler failed or its node died, is
 * handed out again after the retry delay, to this node or another one. After too many
 * attempts it is logged and put aside.
 */
public final class ExpiryStreamConsumer implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(ExpiryStreamConsumer.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

	/** While an entry waits behind others, its retry delay may end. */
	private static final int BATCH_SIZE = 1;

	private final ExpiryStream stream;

	private final SessionSettings settings;

	private final SessionExpiryHandler handler;

	private final Duration pause;

	private @Nullable Consuming consuming;

	/**
	 * Creates a consumer that does nothing before it is started.
	 * @param stream records sessions that have expired
	 * @param settings what all sessions share
	 * @param handler the application's handler
	 * @param pause how long the consumer waits when the stream has no entry for it
	 */
	public ExpiryStreamConsumer(ExpiryStream stream, SessionSettings settings, SessionExpiryHandler handler,
			Duration pause) {
		this.stream = stream;
		this.settings = settings;
		this.handler = handler;
		this.pause = pause;
	}

	@Override
	public synchronized void start() {
		if (this.consuming == null) {
			this.consuming = new Consuming();
			this.consuming.start();
		}
	}

	/**
	 * Stops after the current session, or interrupts the handler if that takes more than
	 * a moment. The remaining entries are handed to other nodes.
	 */
	@Override
	public synchronized void stop() {
		if (this.consuming != null) {
			this.consuming.end();
			this.consuming = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.consuming != null;
	}

	/**
	 * Starts before the first request and stops after the last one.
	 */
	@Override
	public int getPhase() {
		return RedisSettings.PHASE;
	}

	/**
	 * The time between a start and a stop.
	 */
	private final class Consuming implements Runnable {

		private final String consumer = UUID.randomUUID().toString();

		private final CountDownLatch ended = new CountDownLatch(1);

		private final OutageLog log = new OutageLog(logger, "read the stream of expired sessions",
				ExpiryStreamConsumer.this.pause);

		private final Thread thread = new Thread(this, "redis-session-expired");

		void start() {
			this.thread.setDaemon(true);
			this.thread.start();
		}

		@Override
		public void run() {
			boolean more = false;
			while (this.ended.getCount() > 0) {
				try {
					if (more || !this.ended.await(ExpiryStreamConsumer.this.pause.toMillis(), TimeUnit.MILLISECONDS)) {
						more = consume();
					}
				}
				catch (InterruptedException ex) {
					// The handler interrupted its own thread, or the consumer stops.
					more = false;
				}
			}
			leave();
		}

		private void leave() {
			try {
				await(ExpiryStreamConsumer.this.stream.leave(this.consumer));
			}
			catch (ExecutionException | TimeoutException | InterruptedException ex) {
				logger.debug("Could not leave the consumer group", ex);
			}
		}

		private boolean consume() throws InterruptedException {
			try {
				List<ExpiryStream.Entry> entries = await(
						ExpiryStreamConsumer.this.stream.receive(this.consumer, BATCH_SIZE));
				for (ExpiryStream.Entry entry : entries) {
					if (this.ended.getCount() == 0) {
						return false;
					}
					consume(entry);
				}
				this.log.worked();
				return !entries.isEmpty();
			}
			catch (ExecutionException | TimeoutException ex) {
				this.log.failed(ex);
				return false;
			}
		}

		private void consume(ExpiryStream.Entry entry)
				throws InterruptedException, ExecutionException, TimeoutException {
			ExpiryStream target = ExpiryStreamConsumer.this.stream;
			ExpiryStream.Turn turn = await(target.begin(entry));
			if (turn == ExpiryStream.Turn.DONE || (turn == ExpiryStream.Turn.GO && handle(entry))) {
				await(target.finish(entry));
			}
			else if (turn == ExpiryStream.Turn.GO && entry.attempt() >= target.settings().maxAttempts()) {
				logger.error("Could not handle the end of session %s in %d attempts; its entry is put aside"
					.formatted(entry.id(), entry.attempt()));
				await(target.putAside(entry));
			}
		}

		private boolean handle(ExpiryStream.Entry entry) throws InterruptedException {
			if (entry.attempt() > ExpiryStreamConsumer.this.stream.settings().maxAttempts()) {
				return false;
			}
			SessionAnnouncement announcement = SessionAnnouncement.parse(entry.announcement());
			if (announcement == null) {
				logger.warn("The entry of expired session %s has a format that this version cannot read"
					.formatted(entry.id()));
				return false;
			}
			try {
				ExpiryStreamConsumer.this.handler.sessionExpired(
						RequestSession.announced(ExpiryStreamConsumer.this.settings, announcement.session(), true));
				return true;
			}
			catch (InterruptedException ex) {
				throw ex;
			}
			catch (Exception | Error ex) {
				logger.warn(
						"Could not handle the end of session %s in attempt %d".formatted(entry.id(), entry.attempt()),
						ex);
				return false;
			}
		}

		private static <T> T await(CompletionStage<T> stage)
				throws InterruptedException, ExecutionException, TimeoutException {
			return stage.toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}

		void end() {
			this.ended.countDown();
			try {
				this.thread.join(STOP_TIMEOUT.toMillis());
				if (this.thread.isAlive()) {
					this.thread.interrupt();
					this.thread.join(STOP_TIMEOUT.toMillis());
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
