package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.redissession.SessionExpiryHandler;
import io.github.redissession.core.RequestSession;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.redis.SessionAnnouncement;
import io.github.redissession.redis.client.BackgroundThread;
import io.github.redissession.redis.client.BackgroundWork;
import io.github.redissession.redis.client.OutageLog;

/**
 * Passes expired sessions to the application's handler, one after the other on a thread
 * of its own, and acknowledges those that it has handled.
 * <p>
 * An entry that is not acknowledged, because the handler failed or its node died, is
 * handed out again after the retry delay, to this node or another one. After too many
 * attempts it is logged and put aside.
 * <p>
 * It stops after the current session, or interrupts the handler if that takes more than a
 * moment. The remaining entries are handed to other nodes.
 */
public final class ExpiryStreamConsumer extends BackgroundWork<BackgroundThread> {

	private static final Log logger = LogFactory.getLog(ExpiryStreamConsumer.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

	/** While an entry waits behind others, its retry delay may end. */
	private static final int BATCH_SIZE = 1;

	private final ExpiryStream stream;

	private final SessionSettings settings;

	private final SessionExpiryHandler handler;

	private final Duration pause;

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
	protected BackgroundThread create() {
		return new Consuming();
	}

	private void process(ExpiryStream.Entry entry) throws InterruptedException, ExecutionException, TimeoutException {
		ExpiryStream.Turn turn = await(this.stream.begin(entry));
		int last = this.stream.settings().maxAttempts();
		if (turn == ExpiryStream.Turn.DONE
				|| (turn == ExpiryStream.Turn.GO && entry.attempt() <= last && handle(entry))) {
			await(this.stream.finish(entry));
		}
		else if (turn == ExpiryStream.Turn.GO && entry.attempt() >= last) {
			logger.error("Could not handle the end of session %s in %d attempts; its entry is put aside"
				.formatted(entry.id(), entry.attempt()));
			await(this.stream.putAside(entry));
		}
	}

	private boolean handle(ExpiryStream.Entry entry) throws InterruptedException {
		SessionAnnouncement announcement = SessionAnnouncement.parse(entry.announcement());
		if (announcement == null) {
			logger.warn(
					"The entry of expired session %s has a format that this version cannot read".formatted(entry.id()));
			return false;
		}
		try {
			this.handler.sessionExpired(RequestSession.announced(this.settings, announcement.session(), true));
			return true;
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception | Error ex) {
			logger.warn("Could not handle the end of session %s in attempt %d".formatted(entry.id(), entry.attempt()),
					ex);
			return false;
		}
	}

	private static <T> T await(CompletionStage<T> stage)
			throws InterruptedException, ExecutionException, TimeoutException {
		return stage.toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * The time between a start and a stop.
	 */
	private final class Consuming extends BackgroundThread {

		private final String consumer = UUID.randomUUID().toString();

		private final OutageLog log = new OutageLog(logger, "read the stream of expired sessions",
				ExpiryStreamConsumer.this.pause);

		private Consuming() {
			super("redis-session-expired", STOP_TIMEOUT, STOP_TIMEOUT);
		}

		@Override
		public void run() {
			boolean more = false;
			while (!isEnded()) {
				try {
					if (more || !awaitEnd(ExpiryStreamConsumer.this.pause)) {
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
					if (isEnded()) {
						return false;
					}
					process(entry);
				}
				this.log.worked();
				return !entries.isEmpty();
			}
			catch (ExecutionException | TimeoutException ex) {
				this.log.failed(ex);
				return false;
			}
		}

	}

}
