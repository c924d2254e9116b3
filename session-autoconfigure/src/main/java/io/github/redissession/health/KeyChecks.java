package io.github.redissession.health;

/**
 * Checks whether a sample of keys is as it should be.
 */
final class KeyChecks {

	private KeyChecks() {
	}

	static CheckResult sharedKeySpace(CheckedFacts facts) {
		return new CheckResult("shared-key-space", Finding.judge(facts.keys(), "SCAN", (keys) -> (keys
			.foreign() == 0) ? Finding.ok("only sessions in %d keys", keys.seen()) : Finding.info(
					"Give the sessions a Redis of their own with redis-session.redis.*",
					"%d of %d keys do not belong to sessions: if that data fills the memory or is flushed, sessions are lost with it",
					keys.foreign(), keys.seen())));
	}

	static CheckResult sharedNamespace(CheckedFacts facts) {
		return new CheckResult("shared-namespace", Finding.judge(facts.others(), "EVALSHA",
				(others) -> others.isEmpty() ? Finding.ok("no other application uses the namespace") : Finding.warning(
						"Give each application a redis-session.namespace of its own, or name those that share sessions on purpose in redis-session.checks.shared-with",
						"another application uses the same namespace and database, and accepts and changes the sessions of this one: %s",
						String.join(", ", others))));
	}

	static CheckResult keysWithoutTtl(CheckedFacts facts) {
		return new CheckResult("keys-without-ttl", Finding.judge(facts.keys(), "SCAN", (keys) -> (keys
			.withoutTtl() == 0) ? Finding.ok("none in %d keys", keys.seen()) : Finding.warning(
					"Another client has written or changed them; find and delete them",
					"%d of %d keys are in the namespace of the sessions and never expire, although no session needs them",
					keys.withoutTtl(), keys.seen())));
	}

	static CheckResult indexDrift(CheckedFacts facts) {
		return new CheckResult("index-drift", Finding.judge(facts.memory(), "MEMORY USAGE", (memory) -> {
			int listed = memory.sessions().size() + memory.missing();
			return (memory.missing() == 0) ? Finding.ok("all of %d listed sessions exist", listed) : Finding.warning(
					"See the checks evicted-keys and persistence; the indexes repair themselves",
					"%d of %d listed sessions do not exist: Redis has lost them, or another client has deleted them",
					memory.missing(), listed);
		}));
	}

}
