package io.github.redissession.user;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.redissession.Device;
import io.github.redissession.StoredSession;
import io.github.redissession.UserDevice;
import io.github.redissession.UserSessions;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.core.UserPolicy;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.DeviceNames;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.CountingProxy.Traffic;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Users' devices on two nodes of one site.
 */
@ExtendWith(RedisServer.Shared.class)
class UserSessionsIT {

	private static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ZERO);

	private static RedisConnectionFactory first;

	private static RedisConnectionFactory second;

	private RedisServer redis;

	private Node one;

	private Node other;

	@BeforeAll
	static void connect() {
		first = RedisServer.shared().newConnectionFactory();
		second = RedisServer.shared().newConnectionFactory();
	}

	@BeforeEach
	void startNodes(RedisServer redis) {
		this.redis = redis;
		this.one = new Node(first);
		this.other = new Node(second);
	}

	@Test
	void theDevicesOfAUserAreListedTheOneThatAsksFirst() {
		String phone = login("alice", new Device("192.0.2.1", "Phone"));
		String laptop = login("alice", new Device("192.0.2.2", "x".repeat(300)));
		login("bob", Device.UNKNOWN);
		List<UserDevice> devices = this.other.users.devices("alice", phone);
		assertThat(devices).extracting(UserDevice::id).containsExactly(phone, laptop);
		assertThat(devices).extracting(UserDevice::current).containsExactly(true, false);
		assertThat(devices).extracting(UserDevice::address).containsExactly("192.0.2.1", "192.0.2.2");
		assertThat(devices).extracting(UserDevice::userAgent).containsExactly("Phone", "x".repeat(256));
		assertThat(devices.get(0).expires()).isEqualTo(devices.get(0).lastAccess().plus(TERMS.idleTimeout()));
		assertThat(this.one.users.devices("nobody")).isEmpty();
	}

	@Test
	void oneDeviceIsSignedOutAndNoForeignOne() {
		String phone = login("alice");
		String laptop = login("alice");
		String bob = login("bob");
		assertThat(this.other.users.signOut("alice", phone)).isTrue();
		assertThat(this.other.users.signOut("alice", phone)).isFalse();
		assertThat(this.other.users.signOut("alice", bob)).isFalse();
		assertThat(this.one.repository.findById(phone)).isNull();
		assertThat(this.one.users.devices("alice")).extracting(UserDevice::id).containsExactly(laptop);
		assertThat(this.one.users.devices("bob")).extracting(UserDevice::id).containsExactly(bob);
	}

	@Test
	void aSignOutEverywhereLeavesNothing() {
		for (int i = 0; i < 5; i++) {
			login("alice");
		}
		assertThat(this.other.users.signOutEverywhere("alice")).isEqualTo(5);
		assertThat(this.one.users.devices("alice")).isEmpty();
		assertThat(this.redis.lastingKeys()).isEmpty();
	}

	/**
	 * Of 50 devices 20 have requests in flight, which change attributes and ids on both
	 * nodes, while the 50th signs the others out.
	 */
	@Test
	void whoeverIsSignedOutStaysSignedOutWhateverIsInFlight() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(20);
		try {
			for (int round = 0; round < 200; round++) {
				signOutOthers(threads, round);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void signOutOthers(ExecutorService threads, int round) throws Exception {
		List<String> ids = new ArrayList<>();
		List<CompletableFuture<Void>> logins = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			StoredSession session = this.one.loggedIn("alice", Device.UNKNOWN);
			ids.add(session.getId());
			logins.add(CompletableFuture.runAsync(() -> this.one.repository.save(session), threads));
		}
		CompletableFuture.allOf(logins.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
		String caller = ids.remove(49);
		AtomicBoolean signedOut = new AtomicBoolean();
		List<Future<List<String>>> inFlight = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			Client client = new Client((i % 2 == 0) ? this.one : this.other, ids.get(i), i % 4 < 2);
			inFlight.add(threads.submit(() -> client.use(signedOut)));
		}
		this.other.users.signOutOthers("alice", caller);
		signedOut.set(true);
		for (String id : ids) {
			assertThat(this.one.repository.findById(id)).as("round %d", round).isNull();
		}
		for (Future<List<String>> requests : inFlight) {
			for (String id : requests.get(10, TimeUnit.SECONDS)) {
				assertThat(this.other.repository.findById(id)).as("round %d", round).isNull();
			}
		}
		assertThat(this.one.repository.findById(caller)).as("round %d", round).isNotNull();
		this.one.repository.deleteById(caller);
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(10))
			.until(() -> this.redis.lastingKeys().isEmpty());
		this.redis.flush();
	}

	@ParameterizedTest
	@MethodSource("names")
	void namesOfUsersMayBeAnything(String name) {
		String id = login(name);
		List<String> bystanders = List.of(login("alice"), login(name + "x"), login("x" + name), login(name + ":1"));
		assertThat(this.other.users.devices(name)).extracting(UserDevice::id).containsExactly(id);
		assertThat(this.other.users.signOutEverywhere(name)).isEqualTo(1);
		assertThat(this.one.repository.findById(id)).isNull();
		assertThat(bystanders).allSatisfy((other) -> assertThat(this.one.repository.findById(other)).isNotNull());
	}

	static List<String> names() {
		return List.of("a:b:c", "user:alice", "with space", "\uD83D\uDC69\u200D\uD83D\uDE80", "x".repeat(1000), "*",
				"a*", "[a-z]*", "?", "+", "\\", "\"'", "{alice}", "\n\t", "", "expiry:1");
	}

	@Test
	void findingTheSessionsOfAUserCostsTwoRoundTrips() {
		for (int i = 0; i < 200; i++) {
			login("alice");
		}
		try (CountingProxy proxy = CountingProxy.to(this.redis)) {
			Node counted = new Node(proxy.connectionFactory());
			counted.repository.findByPrincipalName("nobody");
			proxy.delayReplies(Duration.ofMillis(20));
			Traffic before = proxy.traffic();
			Map<String, StoredSession> found = counted.repository.findByPrincipalName("alice");
			assertThat(found).hasSize(200);
			assertThat(found.values()).allSatisfy((session) -> assertThat(session.getPrincipal()).isEqualTo("alice"));
			assertThat(proxy.traffic().since(before).roundTrips()).isEqualTo(2);
		}
	}

	@Test
	void aFoundSessionCanBeChangedAndSaved() {
		String id = login("alice");
		StoredSession found = this.other.repository
			.findByIndexNameAndIndexValue(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "alice")
			.get(id);
		found.setAttribute("note", "from outside");
		this.other.repository.save(found);
		assertThat(this.one.repository.findById(id).<String>getAttribute("note")).isEqualTo("from outside");
		assertThat(this.one.repository.findByIndexNameAndIndexValue("unknown", "alice")).isEmpty();
	}

	@Test
	void theListFollowsWhoIsLoggedIn() {
		StoredSession session = this.one.loggedIn("alice", Device.UNKNOWN);
		this.one.repository.save(session);
		session.setAttribute(CONTEXT, "bob");
		this.one.repository.save(session);
		assertThat(this.other.users.devices("alice")).isEmpty();
		assertThat(this.other.users.devices("bob")).hasSize(1);
		session.removeAttribute(CONTEXT);
		this.one.repository.save(session);
		assertThat(this.other.users.devices("bob")).isEmpty();
		assertThat(this.redis.keys()).noneMatch((key) -> key.startsWith("session:user:"));
		assertThat(this.one.repository.findById(session.getId())).isNotNull();
	}

	@Test
	void anIndexKeyLivesAsLongAsItsLongestSession() {
		login("alice");
		long ttl = (Long) this.redis.cli("PTTL", "session:user:alice");
		assertThat(Duration.ofMillis(ttl)).isBetween(TERMS.idleTimeout(), TERMS.idleTimeout().plusMinutes(2));
		StoredSession longer = this.one.loggedIn("alice", Device.UNKNOWN);
		longer.setMaxInactiveInterval(Duration.ofHours(2));
		this.one.repository.save(longer);
		ttl = (Long) this.redis.cli("PTTL", "session:user:alice");
		assertThat(Duration.ofMillis(ttl)).isBetween(Duration.ofHours(2), Duration.ofHours(2).plusMinutes(2));
		login("alice");
		assertThat((Long) this.redis.cli("PTTL", "session:user:alice")).isGreaterThan(ttl - 10_000);
	}

	@Test
	void aSessionThatRedisHasEvictedIsForgotten() {
		String evicted = login("alice");
		String kept = login("alice");
		this.redis.cli("DEL", "session:" + evicted);
		assertThat(this.other.users.devices("alice")).extracting(UserDevice::id).containsExactly(kept);
		await().atMost(Duration.ofSeconds(5))
			.until(() -> Long.valueOf(1).equals(this.redis.cli("ZCARD", "session:user:alice")));
	}

	@Test
	void anIndexThatWasLostIsMadeAnewAtTheNextAccess() {
		String id = login("alice");
		this.redis.cli("DEL", "session:user:alice");
		assertThat(this.one.users.devices("alice")).isEmpty();
		this.one.request(Device.UNKNOWN);
		StoredSession session = this.one.repository.findById(id);
		session.setLastAccessedTime(InstantSource.system().instant());
		this.one.repository.save(session);
		await().atMost(Duration.ofSeconds(5)).until(() -> this.one.users.devices("alice").size() == 1);
	}

	private String login(String user) {
		return login(user, Device.UNKNOWN);
	}

	private String login(String user, Device device) {
		StoredSession session = this.one.loggedIn(user, device);
		this.one.repository.save(session);
		return session.getId();
	}

	/** An application. */
	private static final class Node {

		private final StoredSessionRepository repository;

		private final UserSessions users;

		Node(RedisConnectionFactory factory) {
			SessionStore store = RedisStores.limited(factory);
			SessionSettings settings = TestSettings.of(new StringCodec(), (principal) -> TERMS,
					(session) -> session.getAttribute(CONTEXT), InstantSource.system(), List.of());
			UserDirectory directory = new UserDirectory(store, RedisStores.index(factory), settings.policy(),
					UserPolicy.DEFAULT, DeviceNames.plain(), settings.observer());
			SessionLookup lookup = (name,
					value) -> name.equals(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME)
							? directory.find(value) : SessionLookup.NONE.find(name, value);
			this.repository = new StoredSessionRepository(store, lookup, settings,
					TimeBudget.Budgets.of(Duration.ofSeconds(10)));
			this.users = new StoreUserSessions(directory, Duration.ofSeconds(10));
		}

		void request(Device device) {
			new SessionRequest(() -> false, ExpiryTerms.NEVER, () -> device, null).enter();
		}

		StoredSession loggedIn(String user, Device device) {
			request(device);
			StoredSession session = this.repository.createSession();
			session.setAttribute(CONTEXT, user);
			SessionRequest.leave(null);
			return session;
		}

	}

	/**
	 * A device in use, which sends one request after the other until it is signed out.
	 */
	private record Client(Node node, String id, boolean changesId) {

		/**
		 * Sends requests.
		 * @return every id that the device has had
		 */
		List<String> use(AtomicBoolean signedOut) {
			List<String> ids = new ArrayList<>(List.of(this.id));
			boolean last = false;
			while (!last) {
				last = signedOut.get();
				this.node.request(Device.UNKNOWN);
				String current = ids.get(ids.size() - 1);
				StoredSession session = this.node.repository.findById(current);
				if (session == null) {
					break;
				}
				session.setLastAccessedTime(InstantSource.system().instant());
				session.setAttribute("n", "" + System.nanoTime());
				if (this.changesId) {
					ids.add(session.changeSessionId());
				}
				this.node.repository.save(session);
			}
			SessionRequest.leave(null);
			return ids;
		}

	}

}
