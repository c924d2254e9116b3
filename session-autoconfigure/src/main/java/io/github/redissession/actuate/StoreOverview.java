package io.github.redissession.actuate;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.redissession.StoreCircuit;
import io.github.redissession.cache.NearCache;
import io.github.redissession.health.CheckResult;
import io.github.redissession.health.TakeoverFacts;
import io.github.redissession.index.LegacyStore;
import io.github.redissession.redis.inspect.ServerNode;
import io.github.redissession.takeover.TakeoverProgress;

/**
 * The store at a glance. {@code docs/operations.md} specifies the JSON.
 *
 * @param namespace the prefix of all keys
 * @param server what is known about the servers
 * @param layers the layers that a call passes through, outermost first
 * @param policies the effective policies, and where they come from
 * @param activeSessions number of sessions that have not ended, {@code null} if unknown
 * @param indexes the size of the indexes, {@code null} if unknown
 * @param circuit whether Redis is called
 * @param nearCache statistics of the near cache, {@code null} if there is none
 * @param takeover the takeover of the sessions of Spring Session, {@code null} without
 * one
 * @param checks the results of the checks
 */
public record StoreOverview(String namespace, Server server, List<String> layers, List<EffectivePolicy> policies,
		@Nullable Long activeSessions, @Nullable Indexes indexes, Circuit circuit,
		NearCache.@Nullable Statistics nearCache, @Nullable Takeover takeover, List<Check> checks) {

	/**
	 * What is known about the servers.
	 *
	 * @param status {@code ok}, {@code unknown} if they disclose nothing, {@code away} if
	 * they do not answer
	 * @param version the program and its version, {@code null} if unknown
	 * @param topology {@code standalone}, {@code sentinel}, {@code cluster} or
	 * {@code unknown}
	 * @param features whether the servers know a command, by its name; {@code null} if
	 * unknown
	 * @param nodes the primaries
	 */
	public record Server(String status, @Nullable String version, String topology,
			@Nullable Map<String, Boolean> features, List<Node> nodes) {

	}

	/**
	 * A primary. An unknown value is {@code null}.
	 *
	 * @param role its role
	 * @param usedMemory bytes that it uses
	 * @param maxMemory bytes that it may use, 0 if there is no limit
	 * @param evictionPolicy what it does when memory is full
	 * @param connectedClients number of connected clients
	 * @param evictedKeys number of keys that it evicted for lack of memory
	 * @param replicas number of connected replicas
	 * @param keys number of keys in all its databases
	 */
	public record Node(@Nullable String role, @Nullable Long usedMemory, @Nullable Long maxMemory,
			@Nullable String evictionPolicy, @Nullable Long connectedClients, @Nullable Long evictedKeys,
			@Nullable Long replicas, @Nullable Long keys) {

		static Node of(ServerNode node) {
			return new Node(node.text("role"), node.number("used_memory"), node.number("maxmemory"),
					node.text("maxmemory_policy"), node.number("connected_clients"), node.number("evicted_keys"),
					node.number("connected_slaves"), node.isKnown() ? node.keys() : null);
		}

	}

	/**
	 * The size of the indexes.
	 *
	 * @param expiry number of sessions in the expiry index, {@code null} if unknown
	 * @param sampledKeys number of sampled keys by their kind, {@code null} if unknown
	 * @param complete whether the sample includes all keys
	 */
	public record Indexes(@Nullable Long expiry, @Nullable Map<String, Integer> sampledKeys, boolean complete) {

	}

	/**
	 * Whether this instance calls Redis.
	 *
	 * @param state {@code closed}: it does; {@code open}: Redis is unavailable;
	 * {@code half-open}: Redis is being probed in the background; {@code drill}: it does
	 * not, because a team practises an outage
	 * @param since when the state began
	 * @param journal number of sessions with changes that are not stored yet
	 */
	public record Circuit(String state, Instant since, int journal) {

		static Circuit of(StoreCircuit circuit) {
			return new Circuit(circuit.state().name().toLowerCase(Locale.ROOT).replace('_', '-'), circuit.since(),
					circuit.journalSize());
		}

	}

	/**
	 * The takeover of the sessions of Spring Session.
	 *
	 * @param until its last day, {@code null} if none is configured
	 * @param adopted number of sessions that this instance has taken over since its start
	 * @param refused how often this instance had no session to take over, by the reason
	 * @param oldSessions number of sessions that Spring Session still has, {@code null}
	 * if unknown
	 * @param complete whether these are all
	 */
	public record Takeover(@Nullable LocalDate until, long adopted, Map<String, Long> refused,
			@Nullable Long oldSessions, boolean complete) {

		static Takeover of(TakeoverProgress progress, @Nullable TakeoverFacts facts) {
			Map<String, Long> refused = new TreeMap<>();
			progress.refused().forEach((reason, count) -> refused.put(reason.name().toLowerCase(Locale.ROOT), count));
			LegacyStore.Count left = (facts != null) ? facts.left() : null;
			return new Takeover((facts != null) ? facts.until() : null, progress.adopted(), refused,
					(left != null) ? left.sessions() : null, left != null && left.complete());
		}

	}

	/**
	 * The result of a check.
	 *
	 * @param id which check
	 * @param severity {@code unknown}, {@code ok}, {@code info}, {@code warning} or
	 * {@code critical}
	 * @param finding what the check found
	 * @param advice what to do
	 */
	public record Check(String id, String severity, String finding, String advice) {

		static Check of(CheckResult result) {
			return new Check(result.id(), result.severity().toString(), result.finding(), result.advice());
		}

	}

}
