package io.github.redissession.actuate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.StoreCircuit;
import io.github.redissession.cache.NearCache;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.health.CheckReport;
import io.github.redissession.health.SessionChecks;
import io.github.redissession.redis.inspect.MemoryInspection;
import io.github.redissession.redis.inspect.ServerFacts;
import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.redis.inspect.ServerNode;
import io.github.redissession.spi.SessionStore;

/**
 * Collects what is to be told of the store as a whole. It waits for the answers, within a
 * time budget.
 *
 * @param namespace what all keys begin with
 * @param store the store
 * @param server asks the servers
 * @param memory measures sessions
 * @param checks the checks
 * @param policies the rules in force
 * @param circuit tells whether the store is asked, and can be opened for practice
 * @param nearCache tells of the near cache, {@code null} if there is none
 * @param budget how long all of it may take
 */
public record StoreInspector(String namespace, SessionStore store, ServerInspection server, MemoryInspection memory,
		SessionChecks checks, Supplier<List<EffectivePolicy>> policies, StoreCircuit circuit,
		@Nullable NearCache nearCache, TimeBudget budget) {

	static final int MEASURED = 1600;

	StoreOverview overview() {
		CompletionStage<Seen> seen = this.checks.run()
			.thenCombine(this.server.active(), Seen::new)
			.exceptionallyCompose((ex) -> CompletableFuture.completedFuture(new Seen(null, null)));
		Seen known = this.budget.await("ask Redis about itself", seen);
		CheckReport report = known.report;
		return new StoreOverview(this.namespace, server(report), this.store.layers(), this.policies.get(), known.active,
				(report != null) ? indexes(report) : null, StoreOverview.Circuit.of(this.circuit),
				(this.nearCache != null) ? this.nearCache.statistics() : null,
				(report != null) ? found(report) : List.of());
	}

	List<StoreOverview.Check> findings() {
		return found(this.budget.await("check Redis", unwrapped(this.checks.run())));
	}

	StoreSizing sizing(@Nullable Integer sessions) {
		CompletionStage<StoreSizing> sizing = this.memory.sample(MEASURED)
			.thenCombine(this.server.nodes(),
					(sample, nodes) -> (sample != null)
							? StoreSizing.of(sample, nodes, (sessions != null) ? sessions : sample.active())
							: StoreSizing.UNKNOWN);
		return this.budget.await("measure sessions", unwrapped(sizing));
	}

	private static <T> CompletionStage<T> unwrapped(CompletionStage<T> stage) {
		return stage.exceptionallyCompose((ex) -> CompletableFuture
			.failedFuture((ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex));
	}

	private static List<StoreOverview.Check> found(CheckReport report) {
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

	private static StoreOverview.Indexes indexes(CheckReport report) {
		return new StoreOverview.Indexes((report.facts().memory() != null) ? report.facts().memory().listed() : null,
				(report.facts().keys() != null) ? report.facts().keys().kinds() : null,
				report.facts().keys() != null && report.facts().keys().complete());
	}

	/**
	 * What Redis has answered, {@code null} if it has not.
	 */
	private record Seen(@Nullable CheckReport report, @Nullable Long active) {

	}

}
