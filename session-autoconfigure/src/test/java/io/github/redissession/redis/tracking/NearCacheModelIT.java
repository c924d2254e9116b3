package io.github.redissession.redis.tracking;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.redissession.SessionToken;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes with near caches run random operations on one Redis, and a model says what a
 * read may return.
 * <p>
 * The model records for each id all its states, of which the last one is its end, and for
 * each node the earliest state that it may still return: the one that it has stored
 * itself, or has been told of. Reads may be in progress while that changes; the tracked
 * connections of the nodes are slow, are cut, and fall silent.
 */
class NearCacheModelIT {

	private static final int STEPS = 10_000;

	private static final int SESSIONS = 12;

	private static final Duration MAX_STALENESS = Duration.ofMillis(1500);

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	@RegisterExtension
	static final RedisServer redis = RedisServer.start();

	static List<Long> seeds() {
		return List.of(1L, 2L, System.nanoTime());
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void noReadIsOlderThanWhatItsNodeHasHeardOf(long seed) throws Exception {
		try (Player one = new Player(); Player other = new Player()) {
			Game game = new Game(seed, List.of(one, other));
			for (int step = 0; step < STEPS; step++) {
				game.step();
			}
			game.settle();
			assertThat(one.hits() + other.hits()).as("hits").isGreaterThan(STEPS / 20);
			assertThat(one.flushes() + other.flushes()).as("cuts").isPositive();
		}
	}

	/** The operations. */
	private static final class Game {

		private final Random random;

		private final long seed;

		private final List<Player> players;

		private final List<Model> sessions = new ArrayList<>();

		private final List<Model> dead = new ArrayList<>();

		private final List<Runnable> underWay = new ArrayList<>();

		private long steps;

		Game(long seed, List<Player> players) {
			this.random = new Random(seed);
			this.seed = seed;
			this.players = players;
			for (int i = 0; i < SESSIONS; i++) {
				this.sessions.add(create(players.get(0)));
			}
		}

		void step() {
			this.steps++;
			Player player = this.players.get(this.random.nextInt(this.players.size()));
			int index = this.random.nextInt(SESSIONS);
			Model session = this.sessions.get(index);
			int move = this.random.nextInt(1000);
			if (move < 550) {
				read(player, session).run();
			}
			else if (move < 650) {
				this.underWay.add(read(player, session));
			}
			else if (move < 700 && !this.dead.isEmpty()) {
				read(player, this.dead.get(this.random.nextInt(this.dead.size()))).run();
			}
			else if (move < 800) {
				player.change(session);
			}
			else if (move < 815) {
				end(player, index);
			}
			else if (move < 840) {
				this.sessions.set(index, player.changeId(session));
				retire(session);
			}
			else if (move < 890) {
				hear(player);
			}
			else if (move < 960) {
				this.underWay.forEach(Runnable::run);
				this.underWay.clear();
			}
			else if (move < 990) {
				player.proxy.delayReplies(Duration.ofMillis(this.random.nextInt(4) / 3));
			}
			else if (move < 991) {
				player.proxy.dropConnections();
			}
			else if (move == 991 && this.random.nextInt(8) == 0) {
				player.proxy.swallow();
			}
			else if (move < 996) {
				player.proxy.resume();
				player.node.started();
			}
		}

		void settle() {
			this.underWay.forEach(Runnable::run);
			for (Player player : this.players) {
				player.proxy.resume();
				player.node.started();
				hear(player);
				this.sessions.forEach((session) -> read(player, session).run());
				this.dead.forEach((session) -> read(player, session).run());
			}
		}

		private Model create(Player player) {
			Model session = new Model(SessionToken.random().id(), this.players.size());
			player.create(session);
			return session;
		}

		private void end(Player player, int index) {
			Model session = this.sessions.get(index);
			player.end(session);
			retire(session);
			this.sessions.set(index, create(player));
		}

		private void retire(Model session) {
			this.dead.add(session);
			if (this.dead.size() > 50) {
				this.dead.remove(0);
			}
		}

		private void hear(Player player) {
			if (player.hear()) {
				this.sessions.forEach((session) -> session.isHeardOf(player));
				this.dead.forEach((session) -> session.isHeardOf(player));
			}
		}

		private Runnable read(Player player, Model session) {
			int floor = session.floor(player);
			long start = System.nanoTime();
			CompletableFuture<@Nullable SessionRecord> read = player.find(session);
			long step = this.steps;
			AtomicLong end = new AtomicLong();
			read.whenComplete((record, ex) -> end.set(System.nanoTime()));
			return () -> {
				int state = Model.state(join(read));
				assertThat(state).as("seed %d, step %d of %d, at most %d", this.seed, step, this.steps, session.last())
					.isGreaterThanOrEqualTo(floor);
				assertThat(session.isOlderThan(state, start, MAX_STALENESS)).as("is older than allowed").isFalse();
			};
		}

	}

	/** The states of an id. */
	private static final class Model {

		static final int ENDED = Integer.MAX_VALUE;

		private final String id;

		private final int[] floors;

		private int last = 1;

		/** When the state after the one with this index was stored. */
		private final List<Long> replaced = new ArrayList<>();

		Model(String id, int players) {
			this.id = id;
			this.floors = new int[players];
		}

		static int state(@Nullable SessionRecord record) {
			return (record == null) ? ENDED
					: Integer.parseInt(new String(record.attributes().get("state"), StandardCharsets.UTF_8));
		}

		int floor(Player player) {
			return this.floors[player.number];
		}

		int last() {
			return this.last;
		}

		void isHeardOf(Player player) {
			this.floors[player.number] = this.last;
		}

		void becomes(int state, Player by) {
			this.replaced.add(System.nanoTime());
			this.last = state;
			isHeardOf(by);
		}

		boolean isOlderThan(int state, long time, Duration limit) {
			return state - 1 < this.replaced.size() && state > 0
					&& time - this.replaced.get(state - 1) > limit.toNanos();
		}

	}

	/** A node, whose tracking goes through a proxy. */
	private static final class Player implements AutoCloseable {

		private static final AtomicLong numbers = new AtomicLong();

		private final int number = (int) (numbers.getAndIncrement() % 2);

		private final CountingProxy proxy = CountingProxy.to(redis);

		private final NearNode node = new NearNode(redis.connectionFactory(), this.proxy.connectionFactory(),
				MAX_STALENESS, Duration.ofMillis(300))
			.started();

		void create(Model session) {
			save(SessionDelta.create(session.id, TERMS, Duration.ZERO).accessedAgo(Duration.ZERO), 1);
			session.isHeardOf(this);
		}

		void change(Model session) {
			save(SessionDelta.update(session.id, TERMS), session.last() + 1);
			session.becomes(session.last() + 1, this);
		}

		Model changeId(Model session) {
			Model next = new Model(SessionToken.random().id(), session.floors.length);
			save(SessionDelta.changeId(session.id, next.id, TERMS), 1);
			session.becomes(Model.ENDED, this);
			next.isHeardOf(this);
			return next;
		}

		private void save(SessionDelta.Builder delta, int state) {
			byte[] value = String.valueOf(state).getBytes(StandardCharsets.UTF_8);
			assertThat(join(this.node.store().save(delta.attribute("state", value).build())))
				.isEqualTo(SaveResult.SAVED);
		}

		void end(Model session) {
			assertThat(join(this.node.store().delete(session.id))).isNotNull();
			session.becomes(Model.ENDED, this);
		}

		/**
		 * Whether the cache knows of all changes; never over a connection that is lost.
		 */
		boolean hear() {
			try {
				this.node.hear();
				return true;
			}
			catch (RuntimeException ex) {
				return false;
			}
		}

		CompletableFuture<@Nullable SessionRecord> find(Model session) {
			return this.node.store().find(session.id).toCompletableFuture();
		}

		long hits() {
			return this.node.statistics().hits();
		}

		long flushes() {
			return this.node.statistics().flushes();
		}

		@Override
		public void close() {
			this.node.close();
			this.proxy.close();
		}

	}

	private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

}
