package io.github.redissession.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.StoredSession;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every order in which the steps of three requests can meet: two of them load a session,
 * change an attribute and save, the third ends the session or gives it a new id. That
 * makes 560 orders for either ending.
 */
@ExtendWith(RedisServer.Shared.class)
class InterleavingsIT {

	private RedisServer redis;

	private StoredSessionRepository repository;

	@BeforeEach
	void createRepository(RedisServer redis) {
		this.redis = redis;
		ExpiryTerms terms = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12), Duration.ZERO);
		this.repository = new StoredSessionRepository(
				RedisStores.store(redis.connectionFactory()), SessionLookup.NONE, TestSettings.of(new StringCodec(),
						(principal) -> terms, (session) -> null, InstantSource.system(), List.of()),
				TimeBudget.Budgets.of(Duration.ofSeconds(10)));
	}

	@Test
	void noOrderBringsALoggedOutSessionBack() {
		for (List<Integer> order : orders()) {
			String id = create();
			Writer first = new Writer("first", id);
			Writer second = new Writer("second", id);
			for (int turn : order) {
				switch (turn) {
					case 0 -> first.step();
					case 1 -> second.step();
					default -> this.repository.deleteById(id);
				}
			}
			assertThat(this.redis.lastingKeys()).as("%s", order).isEmpty();
			this.redis.flush();
		}
	}

	@Test
	void noOrderLosesAnAttributeToANewIdOrKeepsTheOldOne() {
		for (List<Integer> order : orders()) {
			String id = create();
			Writer first = new Writer("first", id);
			Writer second = new Writer("second", id);
			Mover mover = new Mover(id);
			Set<String> expected = new HashSet<>(Set.of("before", "mover"));
			for (int turn : order) {
				Writer writer = (turn == 0) ? first : second;
				if (turn == 2) {
					mover.step();
				}
				else if (writer.step() && mover.isStillTo()) {
					expected.add(writer.name);
				}
			}
			assertThat(this.redis.sessions()).as("%s", order).containsExactly("session:" + mover.newId());
			assertThat(this.repository.findById(mover.newId()).getAttributeNames()).as("%s", order).isEqualTo(expected);
			this.redis.flush();
		}
	}

	private String create() {
		StoredSession session = this.repository.createSession();
		session.setAttribute("before", "1");
		this.repository.save(session);
		return session.getId();
	}

	/**
	 * All orders of three steps of 0, three of 1 and two of 2.
	 */
	private static List<List<Integer>> orders() {
		List<List<Integer>> orders = new ArrayList<>();
		extend(new ArrayList<>(), new int[] { 3, 3, 2 }, orders);
		assertThat(orders).hasSize(560);
		return orders;
	}

	private static void extend(List<Integer> order, int[] left, List<List<Integer>> orders) {
		if (order.size() == 8) {
			orders.add(List.copyOf(order));
		}
		for (int actor = 0; actor < left.length; actor++) {
			if (left[actor] > 0) {
				left[actor]--;
				order.add(actor);
				extend(order, left, orders);
				order.remove(order.size() - 1);
				left[actor]++;
			}
		}
	}

	/** A request that loads, changes and saves; each a step. */
	private final class Writer {

		private final String name;

		private final String id;

		private int next;

		private @Nullable StoredSession session;

		Writer(String name, String id) {
			this.name = name;
			this.id = id;
		}

		/**
		 * Does the next step.
		 * @return whether that was a save of a session it had found
		 */
		boolean step() {
			switch (this.next++) {
				case 0 -> this.session = InterleavingsIT.this.repository.findById(this.id);
				case 1 -> {
					if (this.session != null) {
						this.session.setLastAccessedTime(InstantSource.system().instant());
						this.session.setAttribute(this.name, "1");
					}
				}
				default -> {
					if (this.session != null) {
						InterleavingsIT.this.repository.save(this.session);
						return true;
					}
				}
			}
			return false;
		}

	}

	/** A request that loads, and then changes the id and saves. */
	private final class Mover {

		private final String id;

		private @Nullable StoredSession session;

		private @Nullable String newId;

		Mover(String id) {
			this.id = id;
		}

		void step() {
			if (this.session == null) {
				this.session = InterleavingsIT.this.repository.findById(this.id);
				return;
			}
			this.newId = this.session.changeSessionId();
			this.session.setAttribute("mover", "1");
			InterleavingsIT.this.repository.save(this.session);
		}

		boolean isStillTo() {
			return this.newId == null;
		}

		String newId() {
			return String.valueOf(this.newId);
		}

	}

}
