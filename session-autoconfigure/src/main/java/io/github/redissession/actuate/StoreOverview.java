package io.github.redissession.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.redissession.StoreCircuit;
import io.github.redissession.cache.NearCache;
import io.github.redissession.health.CheckResult;
import io.github.redissession.redis.inspect.ServerNode;

/**
 * The store at a glance. {@code docs/operations.md} specifies the JSON.
 *
 * @param namespace what all keys begin with
 * @param server what is known of the servers
 * @param layers what a call passes through
 * @param policies the rules that apply, and where they come from
 * @param activeSessions how many sessions there are that have not ended, {@code null} if
 * unknown
 * @param indexes how large the indexes are, {@code null} if unknown
 * @param circuit whether Redis is asked
 * @param nearCache how the near cache does, {@code null} if there is none
 * @param checks what the checks have found
 */
public record StoreOverview(String namespace, Server server, List<String> layers, List<EffectivePolicy> policies,
		@Nullable Long activeSessions, @Nullable Indexes indexes, Circuit circuit,
		NearCache.@Nullable Statistics nearCache, List<Check> checks) {

	/**
	 * What is known of the servers.
	 *
	 * @param status {@code ok}, {@code unknown} if they do not tell, {@code away} if they
	 * do not answer
	 * @param version the program and its version, {@code null} if unknown
	 * @param topology how they are reached
	 * @param features commands by whether the servers know them, {@code null} if unknown
	 * @param nodes the primaries
	 */
	public record Server(String status, @Nullable String version, String topology,
			@Nullable Map<String, Boolean> features, List<Node> nodes) {

	}

	/**
	 * A primary. What is not known is {@code null}.
	 *
	 * @param role its role
	 * @param usedMemory bytes that it uses
	 * @param maxMemory bytes that it may use, 0 for any number
	 * @param evictionPolicy what it does when they are used up
	 * @param connectedClients its clients
	 * @param evictedKeys keys that it has given up for want of memory
	 * @param replicas its replicas
	 * @param keys all its keys
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
	 * How large the indexes are.
	 *
	 * @param expiry how many sessions are listed by when they end, {@code null} if
	 * unknown
	 * @param sampledKeys keys by what they are about, of those that were looked at;
	 * {@code null} if unknown
	 * @param complete whether all keys were looked at
	 */
	public record Indexes(@Nullable Long expiry, @Nullable Map<String, Integer> sampledKeys, boolean complete) {

	}

	/**
	 * Whether Redis is asked, by this instance.
	 *
	 * @param state {@code closed}: it is; {@code open}: it is away; {@code half-open}: it
	 * is tried in the background; {@code drill}: it is not asked for practice
	 * @param since when that began
	 * @param journal how many sessions have changes that are not stored yet
	 */
	public record Circuit(String state, Instant since, int journal) {

		static Circuit of(StoreCircuit circuit) {
			return new Circuit(circuit.state().name().toLowerCase(Locale.ROOT).replace('_', '-'), circuit.since(),
					circuit.journalSize());
		}

	}

	/**
	 * What a check has found.
	 *
	 * @param id which check
	 * @param severity {@code unknown}, {@code ok}, {@code info}, {@code warning} or
	 * {@code critical}
	 * @param finding what was found
	 * @param advice what to do
	 */
	public record Check(String id, String severity, String finding, String advice) {

		static Check of(CheckResult finding) {
			return new Check(finding.id(), finding.severity().toString(), finding.finding(), finding.advice());
		}

	}

}
