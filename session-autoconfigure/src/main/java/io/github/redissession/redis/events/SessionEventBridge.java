package io.github.redissession.redis.events;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.session.events.AbstractSessionEvent;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionExpiredEvent;

import io.github.redissession.StoredSession;
import io.github.redissession.core.RequestSession;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.index.SessionFollower;
import io.github.redissession.redis.SessionAnnouncement;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.BackgroundThread;
import io.github.redissession.redis.client.BackgroundWork;
import io.github.redissession.redis.client.OutageLog;
import io.github.redissession.redis.client.SessionConnection;

/**
 * Publishes the announcements in Redis as Spring Session's events in this application, so
 * that {@code HttpSessionListener}s and WebSockets learn of sessions that begin and end
 * on any node.
 * <p>
 * Listeners are called one after the other, on a thread of the bridge, in the order of
 * the announcements of each session; the failure of a listener is logged. Announcements
 * are lost if listeners are so slow that too many are waiting, and while Redis is
 * unavailable: use {@link io.github.redissession.SessionExpiryHandler} for work that must
 * not be missed.
 * <p>
 * It listens only if the application has a listener at the start, which does not wait for
 * Redis.
 */
public final class SessionEventBridge extends BackgroundWork<BackgroundThread> {

	private static final Log logger = LogFactory.getLog(SessionEventBridge.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final int MAX_WAITING = 20_000;

	private static final long MAX_BYTES_WAITING = 64 * 1024 * 1024;

	private static final byte[] WAKE_UP = new byte[0];

	private final LettuceConnectionFactory connectionFactory;

	private final SessionConnection commands;

	private final SessionKeys keys;

	private final SessionSettings settings;

	private final Audience audience;

	/**
	 * Creates a bridge that does nothing before it is started.
	 * @param connectionFactory opens the connection of the subscription
	 * @param commands publishes the messages by which the subscription is checked
	 * @param keys spells the channel
	 * @param settings what all sessions share
	 * @param audience receives the events
	 */
	public SessionEventBridge(LettuceConnectionFactory connectionFactory, SessionConnection commands, SessionKeys keys,
			SessionSettings settings, Audience audience) {
		this.connectionFactory = connectionFactory;
		this.commands = commands;
		this.keys = keys;
		this.settings = settings;
		this.audience = audience;
	}

	@Override
	protected @Nullable BackgroundThread create() {
		boolean listeners = this.audience.isThere().getAsBoolean();
		SessionFollower follower = this.audience.follower();
		return (listeners || (follower != null && follower.isNeeded())) ? new Listening(listeners) : null;
	}

	private void publish(byte[] message) {
		SessionAnnouncement announcement = SessionAnnouncement.parse(message);
		if (announcement == null) {
			logger.debug("Ignored an announcement in a format that this version cannot read");
			return;
		}
		try {
			this.audience.publisher().publishEvent(event(announcement));
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A listener failed at an event of session " + announcement.session().id(), ex);
		}
	}

	private AbstractSessionEvent event(SessionAnnouncement announcement) {
		StoredSession session = RequestSession.announced(this.settings, announcement.session(),
				announcement.type() != SessionAnnouncement.Type.CREATED);
		return switch (announcement.type()) {
			case CREATED -> new SessionCreatedEvent(this, session);
			case DELETED -> new SessionDeletedEvent(this, session);
			case EXPIRED -> new SessionExpiredEvent(this, session);
			case MOVED -> throw new IllegalArgumentException("has no fields of a session");
		};
	}

	/**
	 * The listeners of the events.
	 *
	 * @param publisher passes events to them
	 * @param isThere whether there is at least one; called at each start
	 * @param follower follows sessions without waiting for listeners, {@code null} for
	 * nobody
	 */
	public record Audience(ApplicationEventPublisher publisher, BooleanSupplier isThere,
			@Nullable SessionFollower follower) {

		private void tell(byte[] message) {
			SessionAnnouncement.Header header = (this.follower != null) ? SessionAnnouncement.header(message) : null;
			if (this.follower != null && header != null) {
				switch (header.type()) {
					case MOVED -> this.follower.moved(header.previousId(), header.id());
					case DELETED, EXPIRED -> this.follower.ended(header.id());
					default -> {
						// Nothing belongs to a new session yet.
					}
				}
			}
		}

		private void tellThatMessagesWereMissed() {
			if (this.follower != null) {
				this.follower.missed();
			}
		}

	}

	/**
	 * The time between a start and a stop.
	 */
	private final class Listening extends BackgroundThread implements EventSubscription.Listener {

		private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>(MAX_WAITING);

		private final AtomicLong bytesWaiting = new AtomicLong();

		private final OutageLog log = new OutageLog(logger, "listen to session events", PAUSE);

		private final OutageLog overload = new OutageLog(logger, "keep up with session events", null);

		private final EventSubscription subscription = new EventSubscription(SessionEventBridge.this.connectionFactory,
				SessionEventBridge.this.commands, SessionEventBridge.this.keys.events(), this);

		private final boolean publishes;

		/**
		 * Creates a run.
		 * @param publishes whether there are listeners of events
		 */
		private Listening(boolean publishes) {
			super("redis-session-events", PAUSE, PAUSE);
			this.publishes = publishes;
		}

		@Override
		public void subscribed() {
			SessionEventBridge.this.audience.tellThatMessagesWereMissed();
		}

		@Override
		public void received(byte[] message) {
			SessionEventBridge.this.audience.tell(message);
			if (!this.publishes) {
				return;
			}
			if (this.bytesWaiting.addAndGet(message.length) > MAX_BYTES_WAITING || !this.waiting.offer(message)) {
				this.bytesWaiting.addAndGet(-message.length);
				this.overload.failed(new IllegalStateException("listeners are too slow; events are lost"));
			}
		}

		@Override
		public void run() {
			while (!isEnded()) {
				try {
					listen();
					byte[] message = this.waiting.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
					while (message != null && !isEnded()) {
						this.bytesWaiting.addAndGet(-message.length);
						publish(message);
						message = this.waiting.poll();
					}
					this.overload.worked();
				}
				catch (InterruptedException ex) {
					// A listener interrupted its own thread, or the bridge stops.
				}
			}
			this.subscription.close();
		}

		private void listen() {
			try {
				this.subscription.ensureOpen();
				this.log.worked();
			}
			catch (RuntimeException ex) {
				if (!isEnded()) {
					this.log.failed(ex);
				}
			}
		}

		@Override
		protected void wakeUp() {
			this.waiting.offer(WAKE_UP);
		}

	}

}
