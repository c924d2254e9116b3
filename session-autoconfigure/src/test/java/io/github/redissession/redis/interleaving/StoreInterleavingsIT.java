package io.github.redissession.redis.interleaving;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every interleaving of the commands of two operations, and of three that have few
 * commands. {@code .ci/interleavings} runs all combinations of three.
 */
class StoreInterleavingsIT {

	/** Up to how many commands two operations are run in every order. */
	private static final int TWO_IN_EVERY_ORDER = 12;

	/** Up to how many commands three operations are run in every order. */
	private static final int THREE_IN_EVERY_ORDER = 6;

	/** Up to how many commands three operations are run here at all. */
	private static final int THREE = 8;

	private static LocalServer server;

	private static InterleavingRun run;

	@BeforeAll
	static void start() {
		server = new LocalServer();
		run = new InterleavingRun(server.wire(0));
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void noInterleavingLosesOrRevivesASession() {
		long runs = 0;
		for (Combination combination : Combination.of(2)) {
			runs += explore(combination, combination.size() <= TWO_IN_EVERY_ORDER).runs();
		}
		for (Combination combination : Combination.of(3)) {
			if (combination.size() <= THREE) {
				runs += explore(combination, combination.size() <= THREE_IN_EVERY_ORDER).runs();
			}
		}
		assertThat(runs).isGreaterThan(10_000);
	}

	@Test
	void ordersThatDifferByExchangesAreCounted() {
		Combination combination = new Combination(World.Start.LIVE, List.of(Operation.TOUCH, Operation.CHANGE_ID));
		Tally every = explore(combination, true);
		Tally some = explore(combination, false);
		assertThat(some.orders()).isEqualTo(every.runs()).isEqualTo(508);
		assertThat(some.runs()).isEqualTo(33);
	}

	private static Tally explore(Combination combination, boolean all) {
		Tally tally = run.explore(combination, all, (runs) -> false);
		assertThat(tally.faulty()).as("%s", combination).isEmpty();
		return tally;
	}

}
