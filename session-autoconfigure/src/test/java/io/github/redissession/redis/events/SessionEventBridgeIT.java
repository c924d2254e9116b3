package io.github.redissession.redis.events;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.session.events.AbstractSessionEvent;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;

import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How announcements become events, and what happens to their subscriber.
 */
@ExtendWith({ RedisServer.Shared.class, OutputCaptureExtension.class })
class SessionEventBridgeIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(5), ExpiryTerms.NEVER, Duration.ZERO);

	private final RedisServer redis;

	private final Queue<AbstractSessionEvent> heard = new ConcurrentLinkedQueue<>();

	private final List<SessionEventBridge> bridges = new ArrayList<>();

	SessionEventBridgeIT(RedisServer redis) {
		this.redis = redis;
	}

	@AfterEach
	void stop() {
		this.bridges.forEach(SessionEventBridge::stop);
	}

	@Test
	void anEventShowsTheSessionAsItWasThen() {
		start(this.redis.connectionFactory(), this.heard::add);
		RedisSessionStore store = RedisStores.store(this.redis.connectionFactory());
		String id = create(store);
		store.save(SessionDelta.update(id, TERMS).attribute("a", "s2".getBytes()).build());
		join(store.delete(id));
		await().until(() -> this.heard.size() == 2);
		AbstractSessionEvent created = this.heard.remove();
		assertThat(created).isInstanceOf(SessionCreatedEvent.class);
		assertThat(created.getSessionId()).isEqualTo(id);
		assertThat(created.getSession().<String>getAttribute("a")).isEqualTo("1");
		assertThat(created.getSession().isExpired()).isFalse();
		AbstractSessionEvent deleted = this.heard.remove();
		assertThat(deleted).isInstanceOf(SessionDeletedEvent.class);
		StoredSession session = deleted.getSession();
		assertThat(session.<String>getAttribute("a")).isEqualTo("2");
		assertThat(session.getPrincipal()).isEqualTo("alice");
		assertThat(session.isExpired()).isTrue();
	}

	@Test
	void aSessionThatIsEndedWhileItMovesIsAnnounced() {
		start(this.redis.connectionFactory(), this.heard::add);
		RedisSessionStore store = RedisStores.store(this.redis.connectionFactory());
		String old = create(store);
		String id = SessionToken.random().id();
		assertThat(join(store.delete(id))).isNull();
		assertThat(join(store.save(SessionDelta.changeId(old, id, TERMS).build()))).isEqualTo(SaveResult.GONE);
		await().until(() -> this.heard.size() == 2);
		this.heard.remove();
		AbstractSessionEvent deleted = this.heard.remove();
		assertThat(deleted).isInstanceOf(SessionDeletedEvent.class);
		assertThat(deleted.getSessionId()).isEqualTo(id);
		assertThat(deleted.getSession().<String>getAttribute("a")).isEqualTo("1");
	}

	@Test
	void theOrderOfEachSessionIsKept() {
		start(this.redis.connectionFactory(), this.heard::add);
		RedisSessionStore store = RedisStores.store(this.redis.connectionFactory());
		join(store.find(SessionToken.random().id()));
		for (int i = 0; i < 500; i++) {
			String id = SessionToken.random().id();
			store.save(delta(id));
			store.delete(id);
		}
		await().until(() -> this.heard.size() == 1000);
		List<AbstractSessionEvent> events = List.copyOf(this.heard);
		for (int i = 0; i < 1000; i += 2) {
			assertThat(events.get(i)).isInstanceOf(SessionCreatedEvent.class);
			assertThat(events.get(i + 1)).isInstanceOf(SessionDeletedEvent.class);
			assertThat(events.get(i + 1).getSessionId()).isEqualTo(events.get(i).getSessionId());
		}
	}

	@Test
	void aListenerThatFailsIsReportedAndDoesNotHinderTheNextEvent(CapturedOutput output) {
		start(this.redis.connectionFactory(), (event) -> {
			this.heard.add(event);
			if (this.heard.size() == 1) {
				throw new NoClassDefFoundError("on purpose");
			}
		});
		RedisSessionStore store = RedisStores.store(this.redis.connectionFactory());
		String id = create(store);
		create(store);
		await().until(() -> this.heard.size() == 2);
		assertThat(output.getAll()).contains("A listener failed at an event of session " + id);
	}

	@Test
	void aListenerThatInterruptsItsThreadDoesNotHinderTheNextEvent() {
		start(this.redis.connectionFactory(), (event) -> {
			this.heard.add(event);
			Thread.currentThread().interrupt();
		});
		RedisSessionStore store = RedisStores.store(this.redis.connectionFactory());
		for (int i = 0; i < 5; i++) {
			create(store);
		}
		await().until(() -> this.heard.size() == 5);
	}

	@Test
	void itListensAgainAfterAnOutageWhichIsReportedOnce(CapturedOutput output) {
		try (CountingProxy proxy = CountingProxy.to(this.redis)) {
			proxy.cut();
			start(proxy.newConnectionFactory(), false, this.heard::add);
			await().until(() -> output.getAll().contains("Could not listen to session events"));
			proxy.resume();
			awaitListener(1);
			RedisSessionStore store = RedisStores.store(this.redis.connectionFactory());
			create(store);
			await().until(() -> this.heard.size() == 1);
			proxy.cut();
			awaitListener(0);
			create(store);
			proxy.resume();
			awaitListener(1);
			create(store);
			await().until(() -> this.heard.size() == 2);
			this.bridges.forEach(SessionEventBridge::stop);
		}
		assertThat(output.getAll().split("Could not listen to session events", -1)).hasSize(2);
		assertThat(output.getAll()).contains("Able to listen to session events again");
	}

	@Test
	void whatIsNoAnnouncementIsIgnored() {
		start(this.redis.connectionFactory(), this.heard::add);
		this.redis.cli("PUBLISH", "session:events", "nonsense");
		this.redis.cli("PUBLISH", "session:events", "");
		for (String text : List.of("7:expired1:a999999999:", "99999999999999999999:a", "-5:a", "x:y", ":", "1:a1:b")) {
			this.redis.cli("PUBLISH", "session:events", text);
		}
		create(RedisStores.store(this.redis.connectionFactory()));
		await().until(() -> this.heard.size() == 1);
	}

	@Test
	void stoppingInterruptsASlowListenerAndLeavesNoThread() throws InterruptedException {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		start(this.redis.connectionFactory(), (event) -> {
			called.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
				Thread.currentThread().interrupt();
			}
		});
		create(RedisStores.store(this.redis.connectionFactory()));
		assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
		this.bridges.get(0).stop();
		assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.bridges.get(0).isRunning()).isFalse();
		awaitListener(0);
		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().equals("redis-session-events")));
	}

	@Test
	void onAClusterEveryNodesSessionsAreHeard() {
		try (RedisCluster cluster = RedisCluster.start()) {
			start(cluster.connectionFactory(), false, this.heard::add);
			RedisSessionStore store = RedisStores.store(cluster.connectionFactory());
			await().until(() -> {
				create(store);
				return !this.heard.isEmpty();
			});
			this.heard.clear();
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < 30; i++) {
				ids.add(create(store));
			}
			await().until(() -> this.heard.stream().map(AbstractSessionEvent::getSessionId).toList().containsAll(ids));
			this.bridges.forEach(SessionEventBridge::stop);
		}
	}

	/** As after a failover behind a fixed address, which closes no connection. */
	@Test
	void aSubscriptionToAServerThatIsNoLongerThePrimaryIsReplaced() {
		try (RedisServer next = RedisServer.start(); CountingProxy address = CountingProxy.to(this.redis)) {
			next.cli("CONFIG", "SET", "requirepass", "");
			List<byte[]> messages = new CopyOnWriteArrayList<>();
			EventSubscription subscription = new EventSubscription(address.newConnectionFactory(),
					new SessionConnection(address.newConnectionFactory()), RedisStores.KEYS.events(), messages::add,
					Duration.ZERO);
			subscription.ensureOpen();
			subscription.ensureOpen();
			address.redirect(next);
			this.redis.cli("REPLICAOF", next.host(), "1");
			try {
				await().pollInterval(Duration.ofMillis(10)).ignoreExceptions().until(() -> {
					subscription.ensureOpen();
					next.cli("PUBLISH", "session:events", "hello");
					return !messages.isEmpty();
				});
			}
			finally {
				this.redis.cli("REPLICAOF", "NO", "ONE");
				subscription.close();
			}
			assertThat(messages).allSatisfy((message) -> assertThat(message).asString().isEqualTo("hello"));
		}
	}

	private void start(LettuceConnectionFactory factory, Consumer<AbstractSessionEvent> listener) {
		start(factory, true, listener);
	}

	private void start(LettuceConnectionFactory factory, boolean waits, Consumer<AbstractSessionEvent> listener) {
		SessionSettings settings = TestSettings.of(new StringCodec(), (principal) -> TERMS, (session) -> null,
				InstantSource.system(), List.of());
		SessionEventBridge bridge = new SessionEventBridge(factory, new SessionConnection(factory), RedisStores.KEYS,
				settings, new SessionEventBridge.Audience((event) -> listener.accept((AbstractSessionEvent) event),
						() -> true, null));
		this.bridges.add(bridge);
		bridge.start();
		if (waits) {
			awaitListener(1);
		}
	}

	private void awaitListener(long number) {
		await().until(() -> Long.valueOf(number)
			.equals(((List<?>) this.redis.cli("PUBSUB", "NUMSUB", "session:events")).get(1)));
	}

	private static String create(RedisSessionStore store) {
		String id = SessionToken.random().id();
		join(store.save(delta(id)));
		return id;
	}

	private static SessionDelta delta(String id) {
		return SessionDelta.create(id, TERMS, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.detail("principal", "alice")
			.attribute("a", "s1".getBytes())
			.build();
	}

	private static <T> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

}
