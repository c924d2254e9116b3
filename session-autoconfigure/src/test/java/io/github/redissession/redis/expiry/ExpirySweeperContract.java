package io.github.redissession.redis.expiry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.lettuce.core.ScoredValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionToken;
import io.github.redissession.core.UserPolicy;
import io.github.redissession.index.IndexName;
import io.github.redissession.redis.RedisSessionIndex;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.SessionAnnouncement;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.events.EventSubscription;
import io.github.redissession.spi.DeviceNames;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.user.UserDirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How expired sessions end, on one server or many.
 */
abstract class ExpirySweeperContract {

	static final Duration GRACE = Duration.ofMinutes(1);

	static final Duration SHORT = Duration.ofMillis(300);

	static final Duration LONG = Duration.ofMinutes(5);

	static final IndexName ALICE = IndexName.user("alice");

	private final List<AutoCloseable> open = new ArrayList<>();

	final Queue<SessionAnnouncement> announced = new ConcurrentLinkedQueue<>();

	abstract LettuceConnectionFactory factory();

	@BeforeEach
	void listen() {
		EventSubscription subscription = new EventSubscription(factory(), RedisStores.KEYS.events(),
				(message) -> this.announced.add(SessionAnnouncement.parse(message)), () -> {
				});
		this.open.add(subscription);
		subscription.ensureOpen();
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable one : this.open) {
			one.close();
		}
	}

	@Test
	void anExpiredSessionIsAnnouncedWithItsAttributesAndForgotten() {
		String id = create("alice", SHORT);
		String other = create("alice", LONG);
		sweeper(settings(GRACE), 100);
		await().untilAsserted(() -> assertThat(expired()).containsExactly(id));
		await().untilAsserted(() -> assertThat(names()).containsExactly(other + " alice"));
		assertThat(names(ALICE)).containsExactly(other);
		SessionRecord session = this.announced.stream()
			.filter((one) -> one.type() == SessionAnnouncement.Type.EXPIRED)
			.findFirst()
			.orElseThrow()
			.session();
		assertThat(session.principal()).isEqualTo("alice");
		assertThat(session.attributes().get("cart")).asString(StandardCharsets.UTF_8).isEqualTo("[\"apple\"]");
	}

	@Test
	void anExpiredSessionIsNoSessionEvenBeforeItIsAnnounced() {
		String id = create("alice", SHORT);
		await().until(() -> join(store(GRACE).find(id)) == null);
		assertThat(join(store(GRACE)
			.save(SessionDelta.update(id, terms(LONG)).accessedAgo(Duration.ZERO).attribute("a", new byte[1]).build())))
			.hasToString("GONE");
		assertThat(join(store(GRACE).delete(new SessionEnd(id, SessionEnd.Reason.LOGOUT, Map.of())))).isNull();
		assertThat(expired()).isEmpty();
		sweeper(settings(GRACE), 100);
		await().untilAsserted(() -> assertThat(expired()).containsExactly(id));
	}

	@Test
	void ofSeveralNodesOneAnnouncesEachSession() {
		List<String> ids = create(IntStream.range(0, 500).mapToObj((i) -> SessionToken.random().id()).toList(), "alice",
				SHORT);
		for (int i = 0; i < 3; i++) {
			sweeper(settings(GRACE), 20);
		}
		await().untilAsserted(() -> assertThat(names()).isEmpty());
		await().untilAsserted(() -> assertThat(expired()).containsExactlyInAnyOrderElementsOf(ids));
		assertThat(names(ALICE)).isEmpty();
	}

	@Test
	void aSessionThatLivesLongerThanItsIndexSaysStaysAndIsAnnouncedAtItsEnd() {
		String id = SessionToken.random().id();
		join(store(GRACE).save(delta(id, "alice", Duration.ofSeconds(2)).endsIn(Duration.ZERO).build()));
		sweeper(settings(GRACE), 100);
		await().untilAsserted(() -> {
			double end = join(store(GRACE).find(id)).expires().toEpochMilli();
			assertThat(members(RedisStores.KEYS.expiry(id))).extracting(ScoredValue::getScore).containsExactly(end);
		});
		assertThat(expired()).isEmpty();
		assertThat(names(ALICE)).containsExactly(id);
		await().untilAsserted(() -> assertThat(expired()).containsExactly(id));
	}

	@Test
	void aSessionWhoseTimeoutWasShortenedIsAnnouncedAtItsNewEnd() {
		String id = create("alice", LONG);
		await().until(() -> names().contains(id + " alice"));
		join(store(GRACE).save(SessionDelta.update(id, terms(LONG))
			.known(Map.of(SessionRecord.PRINCIPAL, "alice"))
			.accessedAgo(Duration.ZERO)
			.ownIdleTimeout(SHORT)
			.endsIn(SHORT)
			.build()));
		sweeper(settings(GRACE), 100);
		await().untilAsserted(() -> assertThat(expired()).containsExactly(id));
		await().untilAsserted(() -> assertThat(names(ALICE)).isEmpty());
	}

	@Test
	void aSaveThatComesAfterTheEndDoesNotKeepItFromBeingAnnounced() {
		String id = create("alice", SHORT);
		await().until(() -> join(store(GRACE).find(id)) == null);
		assertThat(join(store(GRACE).save(SessionDelta.update(id, terms(LONG))
			.known(Map.of(SessionRecord.PRINCIPAL, "alice"))
			.accessedAgo(Duration.ZERO)
			.attribute("a", new byte[1])
			.build()))).isEqualTo(SaveResult.GONE);
		sweeper(settings(GRACE), 100);
		await().untilAsserted(() -> assertThat(expired()).containsExactly(id));
	}

	@Test
	void aSessionThatNeverEndsStays() {
		String id = SessionToken.random().id();
		ExpiryTerms never = new ExpiryTerms(ExpiryTerms.NEVER, ExpiryTerms.NEVER, Duration.ZERO);
		join(store(GRACE).save(SessionDelta.create(id, never, Duration.ZERO).endsIn(Duration.ZERO).build()));
		sweeper(settings(GRACE), 100);
		await().untilAsserted(() -> assertThat(members(RedisStores.KEYS.expiry(id))).extracting(ScoredValue::getScore)
			.containsExactly(Double.POSITIVE_INFINITY));
		assertThat(join(store(GRACE).find(id))).isNotNull();
	}

	@Test
	void aSessionThatIsNotThereAnyMoreIsForgottenWithoutAWord() {
		List<String> ids = create(IntStream.range(0, 50).mapToObj((i) -> SessionToken.random().id()).toList(), "alice",
				SHORT, Duration.ZERO);
		await().until(() -> join(store(GRACE).findAll(ids)).isEmpty());
		assertThat(names(ALICE)).hasSize(50);
		sweeper(settings(GRACE), 100);
		await().untilAsserted(() -> assertThat(names()).isEmpty());
		assertThat(names(ALICE)).isEmpty();
		assertThat(expired()).isEmpty();
	}

	@Test
	void aSessionThatGetsANewIdWhileItsIndexIsLateIsNotLost() {
		String id = SessionToken.random().id();
		String newId = SessionToken.random().id();
		join(store(GRACE).save(delta(id, "alice", LONG).endsIn(Duration.ZERO).build()));
		join(store(GRACE).save(
				SessionDelta.changeId(id, newId, terms(LONG)).known(Map.of(SessionRecord.PRINCIPAL, "alice")).build()));
		sweeper(settings(GRACE), 100);
		await().untilAsserted(() -> assertThat(names()).containsExactly(newId + " alice"));
		assertThat(names(ALICE)).containsExactly(newId);
	}

	@Test
	void nothingIsAnnouncedWhenEventsAreOff() {
		create("alice", SHORT);
		RedisSettings silent = new RedisSettings(RedisStores.KEYS, InstantSource.system(), Duration.ofSeconds(5),
				RedisStores::users, false, Duration.ZERO, RedisStores.NOBODY);
		sweeper(silent, 100);
		await().untilAsserted(() -> assertThat(names()).isEmpty());
		assertThat(names(ALICE)).isEmpty();
		assertThat(expired()).isEmpty();
	}

	static ExpiryTerms terms(Duration idle) {
		return new ExpiryTerms(idle, ExpiryTerms.NEVER, Duration.ZERO);
	}

	static SessionDelta.Builder delta(String id, String principal, Duration idle) {
		return SessionDelta.create(id, terms(idle), Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.detail(SessionRecord.PRINCIPAL, principal)
			.attribute("cart", "[\"apple\"]".getBytes(StandardCharsets.UTF_8));
	}

	final String create(String principal, Duration idle) {
		return create(List.of(SessionToken.random().id()), principal, idle).get(0);
	}

	final List<String> create(List<String> ids, String principal, Duration idle) {
		return create(ids, principal, idle, GRACE);
	}

	final List<String> create(List<String> ids, String principal, Duration idle, Duration grace) {
		RedisSessionStore store = store(grace);
		List<CompletionStage<?>> saved = new ArrayList<>();
		ids.forEach((id) -> saved.add(store.save(delta(id, principal, idle).build())));
		saved.forEach(ExpirySweeperContract::join);
		return ids;
	}

	static RedisSettings settings(Duration grace) {
		return new RedisSettings(RedisStores.KEYS, InstantSource.system(), Duration.ofSeconds(5), RedisStores::users,
				true, grace, RedisStores.NOBODY);
	}

	final RedisSessionStore store(Duration grace) {
		return new RedisSessionStore(new SessionConnection(factory()), settings(grace));
	}

	final ExpirySweeper sweeper(RedisSettings settings, int batchSize) {
		ExpirySweeper sweeper = new ExpirySweeper(new SessionConnection(factory()), settings,
				new ExpirySweeper.Pace(Duration.ofMillis(160), batchSize), null);
		this.open.add(sweeper::stop);
		sweeper.start();
		return sweeper;
	}

	final List<String> expired() {
		return this.announced.stream()
			.filter((one) -> one.type() == SessionAnnouncement.Type.EXPIRED)
			.map((one) -> one.session().id())
			.toList();
	}

	/** The names in the expiry index. */
	final List<String> names() {
		return IntStream.range(0, SessionKeys.EXPIRY_SHARDS)
			.mapToObj(RedisStores.KEYS::expiry)
			.flatMap((key) -> names(key).stream())
			.toList();
	}

	/** The members of an index. */
	final List<String> names(IndexName index) {
		return names(RedisStores.KEYS.index(index));
	}

	/** What an application reads for a user. */
	final Set<String> live(String user) {
		return join(new UserDirectory(store(GRACE),
				new RedisSessionIndex(new SessionConnection(factory()), RedisStores.KEYS), (principal) -> terms(LONG),
				UserPolicy.DEFAULT, DeviceNames.plain(), RedisStores.NOBODY)
			.find(user)).keySet();
	}

	private List<String> names(byte[] key) {
		return members(key).stream().map((member) -> SessionHash.string(member.getValue())).toList();
	}

	private List<ScoredValue<byte[]>> members(byte[] key) {
		Batch batch = new SessionConnection(factory()).batch();
		CompletionStage<List<ScoredValue<byte[]>>> members = batch.members(key, "-inf");
		batch.send();
		return join(members);
	}

	static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

}
