package io.github.redissession.redis.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DnsResolvers;
import io.lettuce.core.resource.MappingSocketAddressResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of commands whose answer was lost with the connection to one node of a
 * cluster.
 */
class ClusterSessionCommandIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	@RegisterExtension
	static final RedisCluster cluster = RedisCluster.start();

	private final String id = SessionToken.random().id();

	private final SessionDelta begin = SessionDelta.create(this.id, TERMS, Duration.ZERO).build();

	private final SessionDelta change = SessionDelta.update(this.id, TERMS).attribute("a", new byte[] { '1' }).build();

	private RedisServer node;

	private Map<Integer, CountingProxy> proxies;

	private ClientResources resources;

	private LettuceConnectionFactory factory;

	@BeforeEach
	void connect() {
		this.node = cluster.masterOf("session:" + this.id);
		this.proxies = cluster.nodes().stream().collect(Collectors.toMap(RedisServer::port, CountingProxy::to));
		this.resources = ClientResources.builder()
			.socketAddressResolver(MappingSocketAddressResolver.create(DnsResolvers.UNRESOLVED,
					(address) -> HostAndPort.of("127.0.0.1", this.proxies.get(address.getPort()).port())))
			.build();
		this.factory = cluster.newConnectionFactory(this.resources);
	}

	@AfterEach
	void disconnect() {
		this.factory.destroy();
		this.proxies.values().forEach(CountingProxy::close);
		this.resources.shutdown(0, 0, TimeUnit.SECONDS);
	}

	@Test
	void aSessionThatHasEndedSinceIsNotBegunAgain() {
		SessionStore store = store(Duration.ofSeconds(10));
		store.find(this.id).toCompletableFuture().join();
		proxy().swallowReplies();
		CompletableFuture<SaveResult> saved = store.save(this.begin).toCompletableFuture();
		await().until(() -> exists());
		this.node.cli("DEL", "session:" + this.id);
		proxy().resume();
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> saved.orTimeout(10, TimeUnit.SECONDS).join())
			.withCauseInstanceOf(SessionStoreException.class);
		assertThat(store.find(this.id).toCompletableFuture().join()).isNull();
	}

	@Test
	void aChangeIsMadeAgain() {
		SessionStore store = store(Duration.ofSeconds(10));
		store.save(this.begin).toCompletableFuture().join();
		proxy().swallowReplies();
		CompletableFuture<SaveResult> saved = store.save(this.change).toCompletableFuture();
		await().until(() -> "1".equals(this.node.cli("HGET", "session:" + this.id, "attr:a")));
		this.node.cli("HSET", "session:" + this.id, "attr:a", "0");
		proxy().resume();
		assertThat(saved.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(SaveResult.SAVED);
		assertThat(this.node.cli("HGET", "session:" + this.id, "attr:a")).isEqualTo("1");
	}

	@Test
	void whatNobodyWaitsForAnyMoreIsNotSentLater() {
		store(Duration.ofSeconds(10)).save(this.begin).toCompletableFuture().join();
		SessionStore store = store(Duration.ofMillis(100));
		proxy().cut();
		CompletableFuture<SaveResult> saved = store.save(this.change).toCompletableFuture();
		long start = System.nanoTime();
		await().until(() -> System.nanoTime() - start > Duration.ofMillis(200).toNanos());
		proxy().resume();
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> saved.orTimeout(15, TimeUnit.SECONDS).join());
		assertThat(this.node.cli("HEXISTS", "session:" + this.id, "attr:a")).isEqualTo(0L);
		assertThat(store(Duration.ofSeconds(10)).find(this.id).toCompletableFuture().join()).isNotNull();
	}

	@Test
	void whoHearsThatSomethingWasNotSentGetsTheAnswersToWhatHeSendsThen() {
		String other = Stream.generate(() -> SessionToken.random().id())
			.filter((id) -> cluster.masterOf("session:" + id) == this.node)
			.findFirst()
			.orElseThrow();
		SessionStore store = store(Duration.ofSeconds(10));
		store.save(SessionDelta.create(other, TERMS, Duration.ZERO).build()).toCompletableFuture().join();
		SessionStore hasty = store(Duration.ofMillis(100));
		proxy().cut();
		CompletableFuture<SessionRecord> found = hasty
			.delete(new SessionEnd(this.id, SessionEnd.Reason.LOGOUT, Map.of()))
			.handle((record, ex) -> ex)
			.thenCompose((ex) -> store.find((ex != null) ? other : this.id))
			.toCompletableFuture();
		long start = System.nanoTime();
		await().until(() -> System.nanoTime() - start > Duration.ofMillis(200).toNanos());
		proxy().resume();
		assertThat(found.orTimeout(15, TimeUnit.SECONDS).join()).isNotNull();
	}

	@Test
	void aNodeThatHasHandedTheKeyOverHasNotBegunTheSession() {
		SessionStore store = store(Duration.ofSeconds(10));
		store.find(this.id).toCompletableFuture().join();
		cluster.moveSlotOf("session:" + this.id);
		assertThat(cluster.masterOf("session:" + this.id).port()).isNotEqualTo(this.node.port());
		assertThat(store.save(this.begin).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join())
			.isEqualTo(SaveResult.SAVED);
		assertThat(store.find(this.id).toCompletableFuture().join()).isNotNull();
	}

	private CountingProxy proxy() {
		return this.proxies.get(this.node.port());
	}

	private boolean exists() {
		return Long.valueOf(1).equals(this.node.cli("EXISTS", "session:" + this.id));
	}

	private SessionStore store(Duration patience) {
		return new RedisSessionStore(new SessionConnection(this.factory, patience, true),
				RedisStores.settings(InstantSource.system(), Duration.ofSeconds(5)));
	}

}
