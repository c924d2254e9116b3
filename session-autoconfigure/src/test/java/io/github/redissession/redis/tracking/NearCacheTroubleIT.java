package io.github.redissession.redis.tracking;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisAddress;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The near cache when its tracked connection is cut, silent, slow or refused: it never
 * returns anything staler than the bound allows, and no request fails because of it.
 */
class NearCacheTroubleIT {

	private static final Duration MAX_STALENESS = Duration.ofMillis(600);

	private static final Duration PATIENCE = Duration.ofMillis(300);

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	@RegisterExtension
	static final RedisServer redis = RedisServer.start();

	private final List<AutoCloseable> resources = new ArrayList<>();

	private CountingProxy proxy;

	private SessionStore elsewhere;

	@BeforeEach
	void openProxy() {
		this.proxy = CountingProxy.to(redis);
		this.elsewhere = RedisStores.store(redis.connectionFactory());
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
		this.proxy.close();
	}

	@Test
	void nothingIsKeptOverAConnectionThatWasKilled() {
		NearNode node = node(redis.connectionFactory()).started();
		for (int i = 0; i < 5; i++) {
			String id = cached(node);
			long flushes = node.statistics().flushes();
			killTracking();
			set(id, "2");
			await().until(() -> node.statistics().flushes() > flushes);
			assertThat(value(node.find(id))).isEqualTo("2");
			node.started();
			assertThat(value(node.find(id))).isEqualTo("2");
			set(id, "3");
			node.hear();
			assertThat(value(node.find(id, false))).as("tracked on the new connection").isEqualTo("3");
		}
	}

	@Test
	void noReadFailsWhenItsConnectionIsKilled() {
		NearNode node = node(redis.connectionFactory()).started();
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			ids.add(create());
		}
		for (int round = 0; round < 10; round++) {
			List<CompletableFuture<@Nullable SessionRecord>> reads = new ArrayList<>();
			for (String id : ids) {
				reads.add(node.store().find(id).toCompletableFuture());
				if (reads.size() == 25) {
					killTracking();
				}
			}
			reads.forEach((read) -> assertThat(value(read.orTimeout(5, TimeUnit.SECONDS).join())).isEqualTo("1"));
			node.started();
		}
	}

	@Test
	void aServerThatWasKilledAndIsBackIsAskedForEverything() {
		NearNode node = node(redis.connectionFactory()).started();
		String id = cached(node);
		redis.kill();
		await().until(() -> !node.isOn());
		assertThat(node.statistics().sessions()).isZero();
		assertThat(node.statistics().reason()).isNotBlank();
		redis.restart();
		node.started();
		assertThat(node.find(id)).as("it kept nothing").isNull();
		String next = cached(node);
		set(next, "2");
		node.hear();
		assertThat(value(node.find(next, false))).isEqualTo("2");
	}

	/** This depends neither on the thread that checks the connection nor on any timer. */
	@Test
	void aServerThatStandsStillIsNotQuotedForLongerThanAllowed() {
		NearNode node = new NearNode(redis.connectionFactory(), redis.connectionFactory(), MAX_STALENESS,
				Duration.ofSeconds(8));
		this.resources.add(node);
		node.started();
		String id = cached(node);
		redis.pause();
		long paused = System.nanoTime();
		await().pollInterval(Duration.ofMillis(2)).until(() -> {
			Duration age = Duration.ofNanos(System.nanoTime() - paused);
			boolean answers = node.store().find(id).toCompletableFuture().isDone();
			assertThat(answers && age.compareTo(MAX_STALENESS) > 0).as("answers after %s", age).isFalse();
			return !answers;
		});
		redis.resume();
		await().until(() -> node.isOn() && "1".equals(value(node.find(id))));
		assertThat(value(node.find(id, true))).isEqualTo("1");
	}

	@Test
	void aConnectionThatIsSilentIsGivenUpInTime() {
		NearNode node = node(this.proxy.newConnectionFactory()).started();
		String id = cached(node);
		this.proxy.swallow();
		set(id, "2");
		long changed = System.nanoTime();
		await().pollInterval(Duration.ofMillis(2)).until(() -> {
			Duration age = Duration.ofNanos(System.nanoTime() - changed);
			boolean isOld = "1".equals(value(node.find(id)));
			assertThat(isOld && age.compareTo(MAX_STALENESS) > 0).as("is still old after %s", age).isFalse();
			return !isOld;
		});
		await().until(() -> !node.isOn());
		this.proxy.resume();
		node.started();
		assertThat(value(node.find(id))).isEqualTo("2");
	}

	@Test
	void aReadOnAConnectionThatIsSilentGoesTheOrdinaryWay() {
		NearNode node = node(this.proxy.newConnectionFactory()).started();
		String id = create();
		this.proxy.swallow();
		long start = System.nanoTime();
		assertThat(value(node.find(id))).isEqualTo("1");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE.multipliedBy(15));
		assertThat(node.isOn()).as("and the silence is noticed").isFalse();
	}

	@Test
	void whatThisNodeHasChangedIsSeenAlthoughTheWordOfItIsSlow() {
		NearNode node = node(this.proxy.newConnectionFactory()).started();
		String id = cached(node);
		this.proxy.delayReplies(Duration.ofMillis(150));
		CompletableFuture<@Nullable SessionRecord> before = node.store().find(id).toCompletableFuture();
		for (int i = 2; i < 8; i++) {
			join(node.store().save(SessionDelta.update(id, TERMS).attribute("value", bytes("" + i)).build()));
			CompletableFuture<@Nullable SessionRecord> inFlight = node.store().find(id).toCompletableFuture();
			assertThat(inFlight).isNotDone();
			join(node.store().save(SessionDelta.update(id, TERMS).attribute("value", bytes(i + "b")).build()));
			assertThat(value(node.find(id))).isEqualTo(i + "b");
			assertThat(value(inFlight.join())).isIn("" + i, i + "b");
			assertThat(value(node.find(id))).isEqualTo(i + "b");
		}
		assertThat(value(before.join())).isEqualTo("1");
		join(node.store().delete(id));
		assertThat(node.find(id)).isNull();
	}

	/**
	 * The reply and the invalidation by a later change arrive together, in this order.
	 */
	@Test
	void aReadThatIsOvertakenByAChangeElsewhereDoesNotStay() {
		NearNode node = node(this.proxy.newConnectionFactory()).started();
		for (int i = 0; i < 20; i++) {
			String id = create();
			this.proxy.hold();
			CompletableFuture<@Nullable SessionRecord> read = node.store().find(id).toCompletableFuture();
			if (i % 2 == 0) {
				this.proxy.resume();
				this.proxy.hold();
			}
			set(id, "2");
			this.proxy.resume();
			assertThat(value(read.orTimeout(5, TimeUnit.SECONDS).join())).isIn("1", "2");
			node.hear();
			assertThat(value(node.find(id))).isEqualTo("2");
		}
	}

	@Test
	void whereTrackingIsForbiddenSessionsWorkWithoutACache() {
		assumeTrue(redis.knows("ACL|DRYRUN"), "Redis 6 cannot forbid a subcommand alone");
		redis.cli("ACL", "SETUSER", "shop", "on", ">secret", "~*", "&*", "+@all", "-client|tracking");
		LettuceConnectionFactory factory = new RedisAddress(redis.host(), redis.port(), "shop", "secret", 0)
			.newConnectionFactory();
		this.resources.add(factory::destroy);
		NearNode node = node(factory);
		await().until(() -> String.valueOf(node.statistics().reason()).contains("NOPERM"));
		String id = create();
		assertThat(value(node.find(id, false))).isEqualTo("1");
		assertThat(value(node.find(id, false))).isEqualTo("1");
		redis.cli("ACL", "SETUSER", "shop", "+client|tracking");
		node.started();
		assertThat(value(node.find(id, false))).isEqualTo("1");
		assertThat(value(node.find(id, true))).isEqualTo("1");
		redis.cli("ACL", "DELUSER", "shop");
	}

	/** With RESP2 the server accepts every command, and reports no change. */
	@Test
	void whereNothingIsToldThereIsNoCache() {
		LettuceConnectionFactory factory = factory(new LettuceConnectionFactory(standalone(),
				LettuceClientConfiguration.builder()
					.clientOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build())
					.build()));
		NearNode node = node(factory);
		await().until(() -> String.valueOf(node.statistics().reason()).contains("RESP3"));
		String id = create();
		assertThat(value(node.find(id, false))).isEqualTo("1");
		set(id, "2");
		assertThat(value(node.find(id, false))).isEqualTo("2");
	}

	@Test
	void aListOfReplicasIsRefusedWithAReason() {
		RedisStaticMasterReplicaConfiguration nodes = new RedisStaticMasterReplicaConfiguration(redis.host(),
				redis.port());
		nodes.setPassword(String.valueOf(redis.password()));
		NearNode node = node(
				factory(new LettuceConnectionFactory(nodes, LettuceClientConfiguration.builder().build())));
		await().until(() -> String.valueOf(node.statistics().reason()).contains("masterreplica"));
		String id = create();
		assertThat(value(node.find(id, false))).isEqualTo("1");
	}

	@Test
	void whatTheServerDoesNotTrackAnyLongerIsForgotten() {
		NearNode node = node(redis.connectionFactory()).started();
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			ids.add(cached(node));
		}
		redis.cli("CONFIG", "SET", "tracking-table-max-keys", "2");
		try {
			await().until(() -> node.statistics().sessions() <= 2);
			ids.forEach((id) -> set(id, "2"));
			node.hear();
			ids.forEach((id) -> assertThat(value(node.find(id))).isEqualTo("2"));
		}
		finally {
			redis.cli("CONFIG", "SET", "tracking-table-max-keys", "1000000");
		}
	}

	@Test
	void aNodeThatStopsLeavesNothingBehind() {
		NearNode node = node(redis.connectionFactory()).started();
		String id = cached(node);
		node.close();
		await().until(() -> tracking().isEmpty());
		assertThat(node.isOn()).isFalse();
		set(id, "2");
		assertThat(value(node.find(id))).isEqualTo("2");
		assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.getName().equals("redis-session-near-cache"));
	}

	@Test
	void aNodeStartsWithoutRedis() {
		this.proxy.cut();
		LettuceConnectionFactory factory = this.proxy.newConnectionFactory();
		NearNode node = new NearNode(factory, factory, MAX_STALENESS, PATIENCE);
		this.resources.add(node);
		String id = create();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> node.find(id));
		this.proxy.resume();
		node.started();
		assertThat(value(node.find(id))).isEqualTo("1");
	}

	private NearNode node(LettuceConnectionFactory tracking) {
		NearNode node = new NearNode(redis.connectionFactory(), tracking, MAX_STALENESS, PATIENCE);
		this.resources.add(0, node);
		return node;
	}

	private static RedisStandaloneConfiguration standalone() {
		RedisStandaloneConfiguration standalone = new RedisStandaloneConfiguration(redis.host(), redis.port());
		standalone.setPassword(String.valueOf(redis.password()));
		return standalone;
	}

	private LettuceConnectionFactory factory(LettuceConnectionFactory factory) {
		factory.afterPropertiesSet();
		factory.start();
		this.resources.add(factory::destroy);
		return factory;
	}

	private static void killTracking() {
		tracking().forEach((id) -> redis.cli("CLIENT", "KILL", "ID", id));
	}

	/** The ids of the connections that are tracking. */
	private static List<String> tracking() {
		List<String> ids = new ArrayList<>();
		Matcher line = Pattern.compile("(?m)^id=(\\d+) .* flags=\\S*t")
			.matcher(String.valueOf(redis.cli("CLIENT", "LIST")));
		while (line.find()) {
			ids.add(line.group(1));
		}
		return ids;
	}

	private String create() {
		String id = SessionToken.random().id();
		join(this.elsewhere.save(SessionDelta.create(id, TERMS, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.attribute("value", bytes("1"))
			.build()));
		return id;
	}

	private String cached(NearNode node) {
		String id = create();
		node.find(id);
		assertThat(value(node.find(id, true))).isEqualTo("1");
		return id;
	}

	private void set(String id, String value) {
		join(this.elsewhere.save(SessionDelta.update(id, TERMS).attribute("value", bytes(value)).build()));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static @Nullable String value(@Nullable SessionRecord record) {
		return (record != null) ? new String(record.attributes().get("value"), StandardCharsets.UTF_8) : null;
	}

	private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

}
