package io.github.redissession.health;

import java.util.List;

import io.github.redissession.redis.inspect.KeySample;
import io.github.redissession.redis.inspect.MemorySample;

/**
 * Whether the keys are as they should be, by a sample of them.
 */
final class KeyChecks {

	private KeyChecks() {
	}

	static List<SessionCheck> all() {
		return List.of(KeyChecks::sharedKeySpace, KeyChecks::keysWithoutTtl, KeyChecks::indexDrift);
	}

	static CheckResult sharedKeySpace(CheckedFacts facts) {
		String id = "shared-key-space";
		KeySample keys = facts.keys();
		if (keys == null) {
			return CheckResult.unknown(id, "SCAN");
		}
		return (keys.foreign() == 0) ? CheckResult.ok(id, "only sessions in %d keys"
			.formatted(keys.seen())) : CheckResult.info(
					id,
					"%d of %d keys are not the sessions': whoever fills the memory or flushes the other data takes the sessions along"
						.formatted(keys.foreign(), keys.seen()),
					"Give the sessions a Redis of their own with redis-session.redis.*");
	}

	static CheckResult keysWithoutTtl(CheckedFacts facts) {
		String id = "keys-without-ttl";
		KeySample keys = facts.keys();
		if (keys == null) {
			return CheckResult.unknown(id, "SCAN");
		}
		return (keys.withoutTtl() == 0) ? CheckResult.ok(id, "none in %d keys".formatted(keys.seen()))
				: CheckResult.warning(id,
						"%d of %d keys in the namespace of the sessions never end, and no session needs that"
							.formatted(keys.withoutTtl(), keys.seen()),
						"Somebody else has written or changed them; find and delete them");
	}

	static CheckResult indexDrift(CheckedFacts facts) {
		String id = "index-drift";
		MemorySample memory = facts.memory();
		if (memory == null) {
			return CheckResult.unknown(id, "MEMORY USAGE");
		}
		int looked = memory.sessions().size() + memory.missing();
		return (memory.missing() == 0) ? CheckResult.ok(id, "all of %d listed sessions are there".formatted(looked))
				: CheckResult.warning(id,
						"%d of %d listed sessions are not there: Redis has lost them, or somebody has deleted them"
							.formatted(memory.missing(), looked),
						"Look at evicted-keys and persistence; the indexes mend themselves");
	}

}
