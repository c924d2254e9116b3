package io.github.redissession.actuate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.StoreCircuit;
import io.github.redissession.cache.NearCache;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.health.CheckReport;
import io.github.redissession.health.CheckedFacts;
import io.github.redissession.health.SessionChecks;
import io.github.redissession.redis.inspect.MemoryInspection;
import io.github.redissession.redis.inspect.ServerFacts;
import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.redis.inspect.ServerNode;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.takeover.TakeoverProgress;

/**
 * Collects the facts about the store as a whole. It waits for the servers, within a time
 * budget.
 *
 * @param namespace the prefix of all keys
 * @param store the store
 * @param server queries the servers
 * @param memory measures sessions
 * @param checks the checks
 * @param policies returns the effective policies
 * @param circuit whether the store is called; can be opened for a drill
 * @param nearCache the near cache, {@code null} if there is none
 * @param takeover counts the sessions that are taken over, {@code null} without a
 * takeover
 * @param budget how long a request may wait for the servers
 */
public record StoreInspector(String namespace, SessionStore store, ServerInspection server, MemoryInspection memory,
		SessionChecks checks, Supplier<List<EffectivePolicy>> policies, StoreCircuit circuit,
		@Nullable NearCache nearCache, @Nullable TakeoverProgress takeover, TimeBudget budget) {

	static final int MEASURED = 1600;

	StoreOverview overview() {
		Seen seen = this.budget.await("query the servers",
				this.checks.run()
					.thenCombine(this.server.active(), Seen::new)
					.exceptionally((ex) -> new Seen(null, null)));
		CheckReport report = seen.report;
		return new StoreOverview(this.namespace, server(report), this.store.layers(), this.policies.get(), seen.active,
				(report != null) ? indexes(report.facts()) : null, StoreOverview.Circuit.of(this.circuit),
				(this.nearCache != null) ? this.nearCache.statistics() : null,
				(this.takeover != null)
						? StoreOverview.Takeover.of(this.takeover, (report != null) ? report.facts().takeover() : null)
						: null,
				(report != null) ? checks(report) : List.of());
	}

	List<StoreOverview.Check> runChecks() {
		return checks(this.budget.await("run the checks", this.checks.run()));
	}

	StoreSizing sizing(@Nullable Integer sessions) {
		return this.budget.await("measure sessions",
				this.memory.sample(MEASURED)
					.thenCombine(this.server.nodes(),
							(sample, nodes) -> (sample != null)
									? StoreSizing.of(sample, nodes, (sessions != null) ? sessions : sample.active())
									: StoreSizing.UNKNOWN));
	}

	private static List<StoreOverview.Check> checks(CheckReport report) {
		return report.results().stream().map(StoreOverview.Check::of).toList();
	}

	private static StoreOverview.Server server(@Nullable CheckReport report) {
		if (report == null) {
			return new StoreOverview.Server("away", null, "unknown", null, List.of());
		}
		ServerFacts facts = report.facts().server();
		boolean known = facts.nodes().stream().allMatch(ServerNode::isKnown);
		return new StoreOverview.Server(known ? "ok" : "unknown", facts.version(), report.facts().client().topology(),
				features(facts), facts.nodes().stream().map(StoreOverview.Node::of).toList());
	}

	private static @Nullable Map<String, Boolean> features(ServerFacts facts) {
		if (facts.commands() == null) {
			return null;
		}
		Map<String, Boolean> features = new TreeMap<>();
		ServerInspection.FEATURES.forEach((name) -> features.put(name, facts.commands().contains(name)));
		return features;
	}

	private static StoreOverview.Indexes indexes(CheckedFacts facts) {
		return new StoreOverview.Indexes((facts.memory() != null) ? facts.memory().listed() : null,
				(facts.keys() != null) ? facts.keys().kinds() : null, facts.keys() != null && facts.keys().complete());
	}

	/**
	 * What the servers reported, {@code null} if they did not.
	 */
	private record Seen(@Nullable CheckReport report, @Nullable Long active) {

	}

}
