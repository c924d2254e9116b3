package io.github.redissession.websocket;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.index.SessionFollower;

/**
 * The WebSockets of this node by the ids of their sessions. The sockets of a session that
 * ends are closed, on threads of their own, because a client that reads nothing would
 * block the thread that closes.
 */
public final class SessionSockets implements SessionFollower, AutoCloseable {

	private static final Log logger = LogFactory.getLog(SessionSockets.class);

	private static final int CLOSING_THREADS = 8;

	/** How many new ids and ends are remembered for handshakes that are under way. */
	private static final int REMEMBERED = 4096;

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final String ENDED = "";

	private final BooleanSupplier endpoints;

	/** Whether the application has endpoints, {@code null} if it is not known yet. */
	private volatile @Nullable Boolean needed;

	private final Function<String, Boolean> exists;

	private final Map<String, Set<SocketSession>> sockets = new HashMap<>();

	/** The new id of each session that has had the id before, or that it has ended. */
	private final Map<String, String> recent = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
			return size() > REMEMBERED;
		}

	};

	private final ScheduledThreadPoolExecutor executor;

	/**
	 * Creates it without sockets.
	 * @param endpoints whether the application has endpoints for WebSockets
	 * @param exists whether there is a session with an id; waits for the store, and fails
	 * if it is unavailable
	 */
	public SessionSockets(BooleanSupplier endpoints, Function<String, Boolean> exists) {
		this.endpoints = endpoints;
		this.exists = exists;
		this.executor = new ScheduledThreadPoolExecutor(CLOSING_THREADS, (work) -> {
			Thread thread = new Thread(work, "redis-session-sockets");
			thread.setDaemon(true);
			return thread;
		});
		this.executor.setKeepAliveTime(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	@Override
	public boolean isNeeded() {
		Boolean known = this.needed;
		if (known == null) {
			known = this.endpoints.getAsBoolean();
			this.needed = known;
		}
		return known;
	}

	/**
	 * Records that the application has an endpoint.
	 */
	void need() {
		this.needed = true;
	}

	/**
	 * Adds the socket of a session, which may have got a new id or ended since the
	 * handshake.
	 */
	synchronized void add(SocketSession socket) {
		String next = this.recent.get(socket.id());
		while (next != null && !next.equals(ENDED)) {
			socket.follow(next);
			next = this.recent.get(next);
		}
		if (next != null) {
			close(Set.of(socket));
			return;
		}
		this.sockets.computeIfAbsent(socket.id(), (id) -> new HashSet<>()).add(socket);
	}

	synchronized void remove(SocketSession socket) {
		Set<SocketSession> all = this.sockets.get(socket.id());
		if (all != null && all.remove(socket) && all.isEmpty()) {
			this.sockets.remove(socket.id());
		}
	}

	@Override
	public synchronized void moved(String id, String newId) {
		this.recent.put(id, newId);
		Set<SocketSession> moving = this.sockets.remove(id);
		if (moving != null) {
			moving.forEach(this::add);
		}
	}

	@Override
	public synchronized void ended(String id) {
		if (!this.recent.containsKey(id)) {
			this.recent.put(id, ENDED);
		}
		@Nullable Set<SocketSession> ended = this.sockets.remove(id);
		if (ended != null) {
			close(ended);
		}
	}

	private void close(Set<SocketSession> ended) {
		ended.forEach((socket) -> this.executor.execute(socket::close));
	}

	/**
	 * Looks for all sessions. One that has got a new id meanwhile is not found; then the
	 * client has to open its socket again.
	 */
	@Override
	public void missed() {
		List<String> ids = ids();
		if (!ids.isEmpty()) {
			this.executor.execute(() -> verify(ids));
		}
	}

	private void verify(List<String> ids) {
		int position = 0;
		try {
			for (; position < ids.size(); position++) {
				if (!this.exists.apply(ids.get(position))) {
					ended(ids.get(position));
				}
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Could not look for the sessions of WebSockets; trying again", ex);
			List<String> rest = ids.subList(position, ids.size());
			this.executor.schedule(() -> verify(rest), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private synchronized List<String> ids() {
		return List.copyOf(this.sockets.keySet());
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
