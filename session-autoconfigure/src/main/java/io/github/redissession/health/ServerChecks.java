package io.github.redissession.health;

import java.time.Duration;

import io.github.redissession.redis.inspect.ServerNode;

/**
 * Checks whether the server keeps what it stores, and does no unnecessary work.
 */
final class ServerChecks {

	private static final Duration TOLERATED_SKEW = Duration.ofSeconds(2);

	private ServerChecks() {
	}

	static CheckResult persistence(CheckedFacts facts) {
		return new CheckResult("persistence", Finding.worst(facts.server().nodes(), ServerChecks::persistence));
	}

	private static Finding persistence(ServerNode node) {
		return Finding.judge(node.text("aof_enabled"), "INFO", (aof) -> {
			if ("err".equals(node.text("aof_last_write_status")) || "err".equals(node.text("rdb_last_bgsave_status"))) {
				return Finding.critical("Check the log of Redis: the disk may be full",
						"the last attempt of Redis to write its data to disk failed");
			}
			return "1".equals(aof) ? Finding.ok("the append-only file is on: sessions survive a restart")
					: snapshots(node);
		});
	}

	private static Finding snapshots(ServerNode node) {
		return Finding.judge(node.setting("save"), "CONFIG GET", (save) -> save.isEmpty()
				? Finding.warning("Set appendonly yes, or add a replica that takes over",
						"nothing is written to disk: a restart of Redis logs all users out")
				: Finding.info("Set appendonly yes if a restart must not log users out",
						"only snapshots are on (save %s): a restart brings old sessions back and loses the latest logins and logouts",
						save));
	}

	static CheckResult replicas(CheckedFacts facts) {
		int promised = facts.configuration().promisedReplicas();
		return new CheckResult("replicas", Finding.judge(facts.server().number("connected_slaves", Long::min), "INFO",
				(replicas) -> (replicas < promised) ? Finding.warning(
						"Add replicas, or lower redis-session.durability.replicas",
						"%d replicas must confirm every login and logout, but a primary has %d: requests wait for the others in vain, and nothing is guaranteed",
						promised, replicas)
						: (replicas > 0) ? Finding.ok("each primary has at least %d", replicas)
								: Finding.info("Add a replica, and Sentinel or a cluster that promotes it",
										"a primary has no replica: if its machine is lost, so are its sessions")));
	}

	static CheckResult keyspaceNotifications(CheckedFacts facts) {
		return new CheckResult("keyspace-notifications",
				Finding.worst(facts.server().nodes(), ServerChecks::keyspaceNotifications));
	}

	private static Finding keyspaceNotifications(ServerNode node) {
		return Finding.judge(node.setting("notify-keyspace-events"), "CONFIG GET", (events) -> events.isEmpty()
				? Finding.ok("off")
				: Finding.info("Turn it off unless another application needs it",
						"notify-keyspace-events is %s: sessions do not need it, and every change costs the server more",
						events));
	}

	static CheckResult clockSkew(CheckedFacts facts) {
		Duration skew = facts.server().clockSkew();
		String finding = "the clock of Redis is %d ms " + (skew.isNegative() ? "behind" : "ahead of") + " this node's";
		long millis = skew.abs().toMillis();
		return new CheckResult("clock-skew",
				(skew.abs().compareTo(TOLERATED_SKEW) < 0) ? Finding.ok(finding, millis)
						: Finding.info("Synchronize both clocks with the same time servers",
								finding + "; no session ends early because of that, but times in logs differ", millis));
	}

	static CheckResult engineFeatures(CheckedFacts facts) {
		return new CheckResult("engine-features",
				Finding.judge(facts.server().commands(), "COMMAND INFO", (commands) -> {
					boolean has = commands.contains("FT.SEARCH");
					Finding unavailable = Finding.ok("the server does not have Redis Search");
					return switch (facts.configuration().search()) {
						case SEARCH -> has ? Finding.ok("queries across sessions use Redis Search") : Finding.warning(
								"Set redis-session.query.backend=auto or sets, and re-index",
								"queries across sessions are configured to use Redis Search, which this server does not have");
						case SETS -> !has ? unavailable : Finding.info(
								"Set redis-session.query.backend=auto; if it is set already, the log says why Redis Search is not used",
								"the server has Redis Search, but queries across sessions use sorted sets");
						case AUTO -> !has ? unavailable : Finding
							.ok("the server has Redis Search, which the first query across sessions will try to use");
						case NONE -> Finding.ok("queries across sessions are off");
					};
				}));
	}

}
