package io.github.redissession.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.RedisConnection;

import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.codec.CodecSettings;
import io.github.redissession.codec.EnvelopeCodec;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.security.EncryptingCodec;
import io.github.redissession.security.KeyRing;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a real server holds of encrypted sessions, and keys that change while they are in
 * use.
 */
@ExtendWith(RedisServer.Shared.class)
class EncryptedSessionIT {

	/** How many requests each user sends with each configuration. */
	private static final int STEP = 10;

	private static final String MARKER = "plaintext-marker";

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), ExpiryTerms.NEVER,
			Duration.ofMinutes(1));

	private final RedisServer redis;

	private final String namespace;

	EncryptedSessionIT(RedisServer redis) {
		this.redis = redis;
		this.namespace = redis.newNamespace();
	}

	@Test
	void aDumpHoldsNoMarkerAndNoToken() {
		StoredSessionRepository repository = repository(key("a"));
		List<String> secrets = new ArrayList<>(List.of(MARKER));
		for (int i = 0; i < 20; i++) {
			StoredSession session = repository.createSession();
			session.setAttribute("text", MARKER);
			session.setAttribute("map", Map.of(MARKER, List.of(MARKER)));
			repository.save(session);
			secrets.add(token(session));
			StoredSession again = repository.findById(session.getId());
			again.changeSessionId();
			repository.save(again);
			secrets.add(token(again));
			assertThat(repository.findById(again.getId()).<String>getAttribute("text")).isEqualTo(MARKER);
		}
		String dump = dump();
		assertThat(dump).contains(this.namespace, "attr:text", "origin", "created");
		secrets.forEach((secret) -> assertThat(dump.contains(secret)).as(secret).isFalse());
	}

	@Test
	void keysAreRotatedTwiceUnderLoad() throws Exception {
		List<String[]> steps = List.of(new String[] { key("a") }, new String[] { key("a"), key("b") },
				new String[] { key("b"), key("a") }, new String[] { key("b"), key("a"), key("c") },
				new String[] { key("c"), key("b"), key("a") });
		List<StoredSessionRepository> instances = steps.stream().map(this::repository).toList();
		AtomicReference<List<StoredSessionRepository>> running = new AtomicReference<>(instances.subList(0, 1));
		AtomicBoolean stopped = new AtomicBoolean();
		AtomicIntegerArray requests = new AtomicIntegerArray(4);
		ExecutorService users = Executors.newFixedThreadPool(4);
		try {
			List<Future<Integer>> results = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				int user = i;
				results.add(users.submit(() -> browse(user, running, stopped, requests)));
			}
			for (int i = 1; i < instances.size(); i++) {
				int step = i;
				// Two configurations run side by side, as during a deploy.
				running.set(instances.subList(step - 1, step + 1));
				awaitRequests(requests, results);
				running.set(instances.subList(step, step + 1));
				awaitRequests(requests, results);
			}
			stopped.set(true);
			for (Future<Integer> result : results) {
				assertThat(result.get(30, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(8 * STEP);
			}
		}
		finally {
			stopped.set(true);
			users.shutdownNow();
		}
	}

	/**
	 * Counts its own requests in its session, changes the id now and then, and never
	 * finds anything missing.
	 */
	private static int browse(int user, AtomicReference<List<StoredSessionRepository>> running, AtomicBoolean stopped,
			AtomicIntegerArray requests) {
		StoredSession session = running.get().get(0).createSession();
		session.setAttribute("count", 0);
		session.setAttribute("constant", MARKER);
		running.get().get(0).save(session);
		int count = 0;
		String id = session.getId();
		while (!stopped.get()) {
			List<StoredSessionRepository> instances = running.get();
			StoredSessionRepository instance = instances.get((count + user) % instances.size());
			StoredSession found = instance.findById(id);
			assertThat(found).isNotNull();
			assertThat(found.<Integer>getAttribute("count")).isEqualTo(count);
			assertThat(found.<String>getAttribute("constant")).isEqualTo(MARKER);
			count++;
			found.setAttribute("count", count);
			if (count % 7 == 0) {
				id = found.changeSessionId();
			}
			instance.save(found);
			requests.incrementAndGet(user);
		}
		return count;
	}

	/**
	 * Until each user has sent some more requests, or has failed.
	 */
	private static void awaitRequests(AtomicIntegerArray requests, List<Future<Integer>> results) {
		int[] before = IntStream.range(0, requests.length()).map(requests::get).toArray();
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(20))
			.until(() -> results.stream().anyMatch(Future::isDone)
					|| IntStream.range(0, before.length).allMatch((user) -> requests.get(user) >= before[user] + STEP));
	}

	private static String token(StoredSession session) {
		SessionToken token = session.getToken();
		assertThat(token).isNotNull();
		return token.value();
	}

	/**
	 * Every key of the namespace with everything it holds, as text and as the server
	 * serializes it.
	 */
	private String dump() {
		StringBuilder dump = new StringBuilder();
		try (RedisConnection connection = this.redis.connectionFactory().getConnection()) {
			for (String key : this.redis.keys()) {
				byte[] name = key.getBytes(StandardCharsets.UTF_8);
				dump.append(key).append(new String(connection.keyCommands().dump(name), StandardCharsets.ISO_8859_1));
				if (!this.redis.sessions().contains(key)) {
					continue;
				}
				connection.hashCommands()
					.hGetAll(name)
					.forEach((field, value) -> dump.append(new String(field, StandardCharsets.ISO_8859_1))
						.append('=')
						.append(new String(value, StandardCharsets.ISO_8859_1))
						.append('\n'));
			}
		}
		return dump.toString();
	}

	private StoredSessionRepository repository(String... keys) {
		EncryptingCodec codec = new EncryptingCodec(
				new EnvelopeCodec(CodecSettings.of(List.of(), getClass().getClassLoader())),
				KeyRing.parse(Arrays.asList(keys)), this.namespace, false);
		return new StoredSessionRepository(
				RedisStores.store(this.redis.connectionFactory(), new SessionKeys(this.namespace)), SessionLookup.NONE,
				TestSettings.of(codec, (principal) -> TERMS, (session) -> null, InstantSource.system(), List.of()),
				TimeBudget.Budgets.of(Duration.ofSeconds(10)));
	}

	private static String key(String id) {
		byte[] bytes = new byte[32];
		bytes[0] = (byte) id.charAt(0);
		return id + ":" + Base64.getEncoder().encodeToString(bytes);
	}

}
