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
		return CheckResult.worst(facts.server().nodes(), ServerChecks::persistence);
	}

	private static CheckResult persistence(ServerNode node) {
		String id = "persistence";
		return CheckResult.judge(id, node.text("aof_enabled"), "INFO", (aof) -> {
			if ("err".equals(node.text("aof_last_write_status")) || "err".equals(node.text("rdb_last_bgsave_status"))) {
				return CheckResult.critical(id, "Check the log of Redis: the disk may be full",
						"the last attempt of Redis to write its data to disk failed");
			}
			return "1".equals(aof) ? CheckResult.ok(id, "the append-only file is on: sessions survive a restart")
					: snapshots(id, node);
		});
	}

	private static CheckResult snapshots(String id, ServerNode node) {
		return CheckResult.judge(id, node.setting("save"), "CONFIG GET", (save) -> save.isEmpty()
				? CheckResult.warning(id, "Set appendonly yes, or add a replica that takes over",
						"nothing is written to disk: a restart of Redis logs all users out")
				: CheckResult.info(id, "Set appendonly yes if a restart must not log users out",
						"only snapshots are on (save %s): a restart brings old sessions back and loses the latest logins and logouts",
						save));
	}

	static CheckResult replicas(CheckedFacts facts) {
		String id = "replicas";
		int promised = facts.configuration().promisedReplicas();
		return CheckResult.judge(id, facts.server().number("connected_slaves", Long::min), "INFO",
				(replicas) -> (replicas < promised) ? CheckResult.warning(id,
						"Add replicas, or lower redis-session.durability.replicas",
						"%d replicas must confirm every login and logout, but a primary has %d: requests wait for the others in vain, and nothing is guaranteed",
						promised, replicas)
						: (replicas > 0) ? CheckResult.ok(id, "each primary has at least %d", replicas)
								: CheckResult.info(id, "Add a replica, and Sentinel or a cluster that promotes it",
										"a primary has no replica: if its machine is lost, so are its sessions"));
	}

	static CheckResult keyspaceNotifications(CheckedFacts facts) {
		return CheckResult.worst(facts.server().nodes(), ServerChecks::keyspaceNotifications);
	}

	private static CheckResult keyspaceNotifications(ServerNode node) {
		String id = "keyspace-notifications";
		return CheckResult.judge(id, node.setting("notify-keyspace-events"), "CONFIG GET", (events) -> events.isEmpty()
				? CheckResult.ok(id, "off")
				: CheckResult.info(id, "Turn it off unless another application needs it",
						"notify-keyspace-events is %s: sessions do not need it, and every change costs the server more",
						events));
	}

	static CheckResult clockSkew(CheckedFacts facts) {
		String id = "clock-skew";
		Duration skew = facts.server().clockSkew();
		String finding = "the clock of Redis is %d ms " + (skew.isNegative() ? "behind" : "ahead of") + " this node's";
		long millis = skew.abs().toMillis();
		return (skew.abs().compareTo(TOLERATED_SKEW) < 0) ? CheckResult.ok(id, finding, millis)
				: CheckResult.info(id, "Synchronize both clocks with the same time servers",
						finding + "; no session ends early because of that, but times in logs differ", millis);
	}

	static CheckResult engineFeatures(CheckedFacts facts) {
		String id = "engine-features";
		return CheckResult.judge(id, facts.server().commands(), "COMMAND INFO", (commands) -> {
			boolean has = commands.contains("FT.SEARCH");
			CheckResult unavailable = CheckResult.ok(id, "the server does not have Redis Search");
			return switch (facts.configuration().search()) {
				case SEARCH ->
					has ? CheckResult.ok(id, "queries across sessions use Redis Search") : CheckResult.warning(id,
							"Set redis-session.query.backend=auto or sets, and re-index",
							"queries across sessions are configured to use Redis Search, which this server does not have");
				case SETS -> !has ? unavailable : CheckResult.info(id,
						"Set redis-session.query.backend=auto; if it is set already, the log says why Redis Search is not used",
						"the server has Redis Search, but queries across sessions use sorted sets");
				case AUTO -> !has ? unavailable : CheckResult.ok(id,
						"the server has Redis Search, which the first query across sessions will try to use");
				case NONE -> CheckResult.ok(id, "queries across sessions are off");
			};
		});
	}

}
