package io.github.redissession.health;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.github.redissession.redis.inspect.ServerNode;

/**
 * Whether the server keeps what it has, and does no work in vain.
 */
final class ServerChecks {

	private static final Duration TOLERATED_SKEW = Duration.ofSeconds(2);

	private ServerChecks() {
	}

	static List<SessionCheck> all() {
		return List.of(ServerChecks::persistence, ServerChecks::replicas, ServerChecks::keyspaceNotifications,
				ServerChecks::clockSkew, ServerChecks::engineFeatures);
	}

	static CheckResult persistence(CheckedFacts facts) {
		return CheckResult.worst(facts.server().nodes(), ServerChecks::persistence);
	}

	private static CheckResult persistence(ServerNode node) {
		String id = "persistence";
		String aof = node.text("aof_enabled");
		if (aof == null) {
			return CheckResult.unknown(id, "INFO");
		}
		if ("err".equals(node.text("aof_last_write_status")) || "err".equals(node.text("rdb_last_bgsave_status"))) {
			return CheckResult.critical(id, "Redis could not write its data to disk the last time",
					"Look at the log of Redis: the disk may be full");
		}
		if ("1".equals(aof)) {
			return CheckResult.ok(id, "the append-only file is on: sessions outlive a restart");
		}
		String save = node.setting("save");
		if (save == null) {
			return CheckResult.unknown(id, "CONFIG GET");
		}
		if (!save.isEmpty()) {
			return CheckResult.info(id,
					"only snapshots are on (save %s): a restart brings old sessions back and forgets the latest logins and logouts"
						.formatted(save),
					"Set appendonly yes if nobody is to be logged out by a restart");
		}
		return CheckResult.warning(id, "nothing is written to disk: a restart of Redis logs everybody out",
				"Set appendonly yes, or have a replica that takes over");
	}

	static CheckResult replicas(CheckedFacts facts) {
		String id = "replicas";
		Long replicas = facts.server().number("connected_slaves", Long::min);
		if (replicas == null) {
			return CheckResult.unknown(id, "INFO");
		}
		int promised = facts.configuration().promisedReplicas();
		if (replicas < promised) {
			return CheckResult.warning(id,
					"%d replicas are to have every login and logout, and a primary has %d: all wait for the others in vain, and nothing is promised"
						.formatted(promised, replicas),
					"Add replicas, or lower redis-session.durability.replicas");
		}
		return (replicas > 0) ? CheckResult.ok(id, "each primary has at least " + replicas)
				: CheckResult.info(id, "a primary has no replica: when its machine is lost, so are its sessions",
						"Add a replica, and Sentinel or a cluster that lets it take over");
	}

	static CheckResult keyspaceNotifications(CheckedFacts facts) {
		return CheckResult.worst(facts.server().nodes(), ServerChecks::keyspaceNotifications);
	}

	private static CheckResult keyspaceNotifications(ServerNode node) {
		String id = "keyspace-notifications";
		String events = node.setting("notify-keyspace-events");
		if (events == null) {
			return CheckResult.unknown(id, "CONFIG GET");
		}
		return events.isEmpty() ? CheckResult.ok(id, "off")
				: CheckResult.info(id,
						"notify-keyspace-events is %s: sessions do not need it, and every change costs the server more"
							.formatted(events),
						"Turn it off unless something else listens");
	}

	static CheckResult clockSkew(CheckedFacts facts) {
		String id = "clock-skew";
		Duration skew = facts.server().clockSkew();
		String finding = "the clock of Redis is %d ms ahead of this node's".formatted(skew.toMillis());
		return (skew.abs().compareTo(TOLERATED_SKEW) < 0) ? CheckResult.ok(id, finding)
				: CheckResult.info(id, finding + "; no session ends early by that, but times in logs differ",
						"Let both follow the same time servers");
	}

	static CheckResult engineFeatures(CheckedFacts facts) {
		String id = "engine-features";
		Set<String> commands = facts.server().commands();
		if (commands == null) {
			return CheckResult.unknown(id, "COMMAND INFO");
		}
		boolean has = commands.contains("FT.SEARCH");
		return switch (facts.configuration().search()) {
			case SEARCH -> has ? CheckResult.ok(id, "questions across sessions are answered by Redis Search")
					: CheckResult.warning(id,
							"questions across sessions are to be answered by Redis Search, which this server has not",
							"Set redis-session.query.backend=auto or sets, and re-index");
			case SETS -> has
					? CheckResult.info(id,
							"the server has Redis Search, and questions across sessions are answered by sorted sets",
							"Set redis-session.query.backend=auto; if it is, the log says why Redis Search is not used")
					: CheckResult.ok(id, "nothing of use is left unused");
			case AUTO ->
				CheckResult.ok(id, has ? "Redis Search is there, and tried with the first question across sessions"
						: "nothing of use is left unused");
			case NONE -> CheckResult.ok(id, "no questions across sessions are answered");
		};
	}

}
