package io.github.redissession.health;

import java.time.LocalDate;

/**
 * Checks whether the takeover of the sessions of another store can end. There is nothing
 * to check without one.
 */
final class TakeoverChecks {

	private static final String END = "Set redis-session.takeover.mode to off and remove the keys that are left, see docs/migration.md";

	private TakeoverChecks() {
	}

	static CheckResult takeover(TakeoverFacts facts) {
		LocalDate until = facts.until();
		Finding finding = (until != null && facts.today().isAfter(until))
				? Finding.warning(END, "the takeover was to end on %s and is still on", until)
				: Finding.judge(facts.left(), "SCAN", (left) -> {
					if (left.sessions() == 0 && left.complete()) {
						return Finding.info(END, "no session of Spring Session is left, so the takeover can end");
					}
					return Finding.ok("%s%d sessions of Spring Session are left", left.complete() ? "" : "at least ",
							left.sessions());
				});
		return new CheckResult("takeover", finding);
	}

}
