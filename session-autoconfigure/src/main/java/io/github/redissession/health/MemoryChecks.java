package io.github.redissession.health;

import java.util.List;
import java.util.Locale;

import io.github.redissession.redis.inspect.MemorySample;
import io.github.redissession.redis.inspect.ServerNode;

/**
 * Whether there is memory, and what happens when there is none.
 */
final class MemoryChecks {

	private static final String HEAD_ROOM = "Use noeviction with head room, see docs/operations.md";

	private static final double FULL = 0.8;

	private static final double ALMOST_NOTHING_LEFT = 0.95;

	private MemoryChecks() {
	}

	static List<SessionCheck> all() {
		return List.of(MemoryChecks::evictionPolicy, MemoryChecks::maxMemory, MemoryChecks::memoryUse,
				MemoryChecks::evictedKeys, MemoryChecks::largeSessions);
	}

	static CheckResult evictionPolicy(CheckedFacts facts) {
		return CheckResult.worst(facts.server().nodes(), MemoryChecks::evictionPolicy);
	}

	private static CheckResult evictionPolicy(ServerNode node) {
		String id = "eviction-policy";
		String policy = node.text("maxmemory_policy");
		if (policy == null) {
			return CheckResult.unknown(id, "INFO");
		}
		if (policy.startsWith("allkeys-")) {
			return CheckResult.warning(id,
					"maxmemory-policy is %s: when memory is full Redis deletes any key, live sessions and their indexes among them, and their users are logged out without a word"
						.formatted(policy),
					HEAD_ROOM);
		}
		if (policy.startsWith("volatile-")) {
			return CheckResult.warning(id,
					"maxmemory-policy is %s: every session has a time to live, so when memory is full Redis deletes live sessions first, and their users are logged out without a word"
						.formatted(policy),
					HEAD_ROOM);
		}
		return CheckResult.ok(id,
				"maxmemory-policy is noeviction: when memory is full no session is lost, but none can begin, so it needs head room");
	}

	static CheckResult maxMemory(CheckedFacts facts) {
		String id = "max-memory";
		Long max = facts.server().number("maxmemory", Long::min);
		if (max == null) {
			return CheckResult.unknown(id, "INFO");
		}
		return (max > 0) ? CheckResult.ok(id, "maxmemory is " + size(max)) : CheckResult.info(id,
				"maxmemory is not set: Redis grows until the operating system ends it, and all sessions with it if they are not persistent",
				"Set maxmemory, see sessionstore/sizing");
	}

	static CheckResult memoryUse(CheckedFacts facts) {
		String id = "memory-use";
		double fullest = -1;
		for (ServerNode node : facts.server().nodes()) {
			Long used = node.number("used_memory");
			Long max = node.number("maxmemory");
			if (used == null || max == null) {
				return CheckResult.unknown(id, "INFO");
			}
			fullest = Math.max(fullest, (max > 0) ? (double) used / max : 0);
		}
		String finding = String.format(Locale.ROOT, "%.0f %% of maxmemory is used", fullest * 100);
		if (fullest < FULL) {
			return CheckResult.ok(id, finding);
		}
		String advice = "Give Redis more memory, or shorten idle timeouts, see sessionstore/sizing";
		return (fullest < ALMOST_NOTHING_LEFT) ? CheckResult.warning(id, finding, advice)
				: CheckResult.critical(id, finding, advice);
	}

	static CheckResult evictedKeys(CheckedFacts facts) {
		String id = "evicted-keys";
		Long evicted = facts.server().number("evicted_keys", Long::sum);
		if (evicted == null) {
			return CheckResult.unknown(id, "INFO");
		}
		Long before = facts.evictedBefore();
		String advice = "Give Redis more memory. " + HEAD_ROOM;
		if (before != null && evicted > before) {
			return CheckResult.critical(id,
					"Redis has evicted %d keys since the last check, and with them perhaps live sessions"
						.formatted(evicted - before),
					advice);
		}
		return (evicted == 0) ? CheckResult.ok(id, "no key was evicted")
				: CheckResult.warning(id, "Redis has evicted %d keys since it was started".formatted(evicted), advice);
	}

	static CheckResult largeSessions(CheckedFacts facts) {
		String id = "large-sessions";
		MemorySample memory = facts.memory();
		if (memory == null) {
			return CheckResult.unknown(id, "MEMORY USAGE");
		}
		long limit = facts.configuration().largeSession();
		long large = memory.sessions().stream().filter((bytes) -> bytes > limit).count();
		if (large == 0) {
			return CheckResult.ok(id,
					"none of %d sessions takes more than %s".formatted(memory.sessions().size(), size(limit)));
		}
		return CheckResult.warning(id,
				"%d of %d sessions take more than %s, and every request reads all of it".formatted(large,
						memory.sessions().size(), size(limit)),
				"Find the attribute by redis.session.attribute.size, and keep it elsewhere");
	}

	static String size(long bytes) {
		if (bytes < 1024) {
			return bytes + " B";
		}
		if (bytes < 1024 * 1024) {
			return bytes / 1024 + " KB";
		}
		return bytes / 1024 / 1024 + " MB";
	}

}
