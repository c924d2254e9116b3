package io.github.redissession.health;

import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.inspect.ServerNode;

/**
 * Checks whether there is enough memory, and what happens when there is none left.
 */
final class MemoryChecks {

	private static final String HEADROOM = "Use noeviction with headroom, see docs/operations.md";

	private static final double FULL = 0.8;

	private static final double ALMOST_NOTHING_LEFT = 0.95;

	private MemoryChecks() {
	}

	static CheckResult evictionPolicy(CheckedFacts facts) {
		return new CheckResult("eviction-policy", Finding.worst(facts.server().nodes(), MemoryChecks::evictionPolicy));
	}

	private static Finding evictionPolicy(ServerNode node) {
		return Finding.judge(node.text("maxmemory_policy"), "INFO", (policy) -> policy.startsWith("allkeys-") ? Finding
			.warning(HEADROOM,
					"maxmemory-policy is %s: when memory is full, Redis deletes any key, including live sessions and their indexes, and silently logs their users out",
					policy)
				: policy.startsWith("volatile-") ? Finding.warning(HEADROOM,
						"maxmemory-policy is %s: every session has a TTL, so when memory is full, Redis deletes live sessions first and silently logs their users out",
						policy)
						: Finding
							.ok("maxmemory-policy is noeviction: when memory is full, no session is lost, but none can begin, so leave headroom"));
	}

	static CheckResult maxMemory(CheckedFacts facts) {
		return new CheckResult("max-memory", Finding.judge(facts.server().number("maxmemory", Long::min), "INFO",
				(max) -> (max > 0) ? Finding.ok("maxmemory is %s", size(max)) : Finding.info(
						"Set maxmemory; sessionstore/sizing suggests a value",
						"maxmemory is not set: Redis grows until the operating system kills it, and sessions are lost unless they are persistent")));
	}

	static CheckResult memoryUse(CheckedFacts facts) {
		return new CheckResult("memory-use", Finding.judge(fullest(facts), "INFO", (fullest) -> {
			String finding = "%.0f %% of maxmemory is used";
			String advice = "Give Redis more memory, or shorten idle timeouts, see sessionstore/sizing";
			return (fullest < FULL) ? Finding.ok(finding, fullest * 100)
					: (fullest < ALMOST_NOTHING_LEFT) ? Finding.warning(advice, finding, fullest * 100)
							: Finding.critical(advice, finding, fullest * 100);
		}));
	}

	private static @Nullable Double fullest(CheckedFacts facts) {
		double fullest = 0;
		for (ServerNode node : facts.server().nodes()) {
			Long used = node.number("used_memory");
			Long max = node.number("maxmemory");
			if (used == null || max == null) {
				return null;
			}
			fullest = Math.max(fullest, (max > 0) ? (double) used / max : 0);
		}
		return fullest;
	}

	static CheckResult evictedKeys(CheckedFacts facts) {
		String advice = "Give Redis more memory. " + HEADROOM;
		Long before = facts.evictedBefore();
		return new CheckResult("evicted-keys", Finding.judge(facts.server().number("evicted_keys", Long::sum), "INFO",
				(evicted) -> (before != null && evicted > before)
						? Finding.critical(advice,
								"Redis has evicted %d keys since the last check, possibly including live sessions",
								evicted - before)
						: (evicted == 0) ? Finding.ok("no keys were evicted")
								: Finding.warning(advice, "Redis has evicted %d keys since it was started", evicted)));
	}

	static CheckResult largeSessions(CheckedFacts facts) {
		long limit = facts.configuration().largeSession();
		return new CheckResult("large-sessions", Finding.judge(facts.memory(), "MEMORY USAGE", (memory) -> {
			long large = memory.sessions().stream().filter((bytes) -> bytes > limit).count();
			int measured = memory.sessions().size();
			return (large == 0) ? Finding.ok("none of %d sessions takes more than %s", measured, size(limit)) : Finding
				.warning("Find the large attribute by the metric redis.session.attribute.size, and store it elsewhere",
						"%d of %d sessions take more than %s, and every request reads its whole session", large,
						measured, size(limit));
		}));
	}

	private static String size(long bytes) {
		return (bytes < 1024) ? bytes + " B"
				: (bytes < 1024 * 1024) ? bytes / 1024 + " KB" : bytes / 1024 / 1024 + " MB";
	}

}
