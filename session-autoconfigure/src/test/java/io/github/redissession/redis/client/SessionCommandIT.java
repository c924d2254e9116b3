package io.github.redissession.redis.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;

import static io.github.redissession.StoreFailureConditions.causeWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of commands whose answer was lost with the connection.
 */
class SessionCommandIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	@RegisterExtension
	static final RedisServer redis = RedisServer.start();

	private CountingProxy proxy;

	private LettuceConnectionFactory factory;

	private final String id = SessionToken.random().id();

	@BeforeEach
	void connect() {
		this.proxy = CountingProxy.to(redis);
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration("127.0.0.1", this.proxy.port());
		server.setPassword(redis.password());
		this.factory = new LettuceConnectionFactory(server,
				LettuceClientConfiguration.builder().shutdownTimeout(Duration.ZERO).build());
		this.factory.afterPropertiesSet();
		this.factory.start();
	}

	@AfterEach
	void disconnect() {
		this.factory.destroy();
		this.proxy.close();
	}

	@Test
	void aSessionThatHasEndedSinceIsNotBegunAgain() {
		SessionStore store = store(Duration.ofSeconds(10));
		store.find(this.id).toCompletableFuture().join();
		this.proxy.swallowReplies();
		CompletableFuture<SaveResult> saved = store.save(SessionDelta.create(this.id, TERMS, Duration.ZERO).build())
			.toCompletableFuture();
		await().until(() -> !redis.sessions().isEmpty());
		redis.cli("DEL", "session:" + this.id);
		this.proxy.resume();
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> saved.orTimeout(10, TimeUnit.SECONDS).join())
			.has(causeWith(Reason.UNAVAILABLE));
		assertThat(store.find(this.id).toCompletableFuture().join()).isNull();
	}

	@Test
	void aChangeIsMadeAgain() {
		SessionStore store = store(Duration.ofSeconds(10));
		store.save(SessionDelta.create(this.id, TERMS, Duration.ZERO).build()).toCompletableFuture().join();
		this.proxy.swallowReplies();
		CompletableFuture<SaveResult> saved = store
			.save(SessionDelta.update(this.id, TERMS).attribute("a", new byte[] { '1' }).build())
			.toCompletableFuture();
		await().until(() -> "1".equals(redis.cli("HGET", "session:" + this.id, "attr:a")));
		redis.cli("HSET", "session:" + this.id, "attr:a", "0");
		this.proxy.resume();
		assertThat(saved.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(SaveResult.SAVED);
		assertThat(redis.cli("HGET", "session:" + this.id, "attr:a")).isEqualTo("1");
	}

	@Test
	void whatNobodyWaitsForAnyMoreIsNotSentLater() {
		store(Duration.ofSeconds(10)).save(SessionDelta.create(this.id, TERMS, Duration.ZERO).build())
			.toCompletableFuture()
			.join();
		SessionStore store = store(Duration.ofMillis(100));
		this.proxy.cut();
		await().until(() -> !isConnected());
		CompletableFuture<SaveResult> saved = store
			.save(SessionDelta.update(this.id, TERMS).attribute("a", new byte[] { '1' }).build())
			.toCompletableFuture();
		long start = System.nanoTime();
		await().until(() -> System.nanoTime() - start > Duration.ofMillis(200).toNanos());
		this.proxy.resume();
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> saved.orTimeout(15, TimeUnit.SECONDS).join());
		assertThat(redis.cli("HEXISTS", "session:" + this.id, "attr:a")).isEqualTo(0L);
	}

	/**
	 * The connection is lost after every so many bytes of the answers.
	 */
	@Test
	void anAnswerThatWasCutOffIsNotMixedWithTheNextOne() {
		SessionStore store = store(Duration.ofSeconds(10));
		store.save(session(this.id)).toCompletableFuture().join();
		SessionRecord expected = store.find(this.id).toCompletableFuture().join();
		for (int bytes = 5; bytes < 200; bytes += 20) {
			SessionRecord found = cutOff(bytes, () -> store.find(this.id));
			assertThat(found).as("cut off after %d bytes", bytes).isNotNull();
			assertThat(found.created()).isEqualTo(expected.created());
			assertThat(found.details()).isEqualTo(expected.details());
			assertThat(found.attributes()).containsOnlyKeys("a", "b", "c");
			assertThat(found.attributes().get("c")).isEqualTo(new byte[] { '3' });
		}
	}

	@Test
	void aSessionGetsItsNewIdWholeAlthoughTheAnswerWasCutOff() {
		SessionStore store = store(Duration.ofSeconds(10));
		List<SaveResult> results = new ArrayList<>();
		for (int bytes = 5; bytes < 200; bytes += 20) {
			String old = SessionToken.random().id();
			String changed = SessionToken.random().id();
			store.save(session(old)).toCompletableFuture().join();
			SaveResult result = cutOff(bytes, () -> store.save(SessionDelta.changeId(old, changed, TERMS).build())
				.exceptionally((ex) -> SaveResult.REFUSED));
			SessionRecord found = store.find((result == SaveResult.SAVED) ? changed : old).toCompletableFuture().join();
			results.add(result);
			assertThat(found).as("%s, cut off after %d bytes", result, bytes).isNotNull();
			assertThat(found.attributes()).containsOnlyKeys("a", "b", "c");
			assertThat(found.attributes().get("c")).isEqualTo(new byte[] { '3' });
		}
		assertThat(results).contains(SaveResult.SAVED);
	}

	private static SessionDelta session(String id) {
		return SessionDelta.create(id, TERMS, Duration.ZERO)
			.attribute("a", new byte[] { '1' })
			.attribute("b", new byte[] { '2' })
			.attribute("c", new byte[] { '3' })
			.build();
	}

	private <T> T cutOff(int bytes, Supplier<CompletionStage<T>> operation) {
		this.proxy.muteAfter(bytes);
		CompletableFuture<T> answer = operation.get().toCompletableFuture();
		await().pollInterval(Duration.ofMillis(1)).until(() -> this.proxy.isMute() || answer.isDone());
		this.proxy.dropConnections();
		this.proxy.muteAfter(Long.MAX_VALUE);
		return answer.orTimeout(10, TimeUnit.SECONDS).join();
	}

	private boolean isConnected() {
		return Long.parseLong(
				String.valueOf(redis.cli("INFO", "clients")).replaceAll("(?s).*connected_clients:(\\d+).*", "$1")) > 1;
	}

	private SessionStore store(Duration timeout) {
		return new RedisSessionStore(new SessionConnection(this.factory, timeout, true),
				RedisStores.settings(InstantSource.system(), Duration.ofSeconds(5)));
	}

}
