package io.github.redissession.health;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.redissession.health.CheckResult.Severity;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.redis.inspect.ClientFacts;
import io.github.redissession.redis.inspect.ServerFacts;
import io.github.redissession.redis.inspect.ServerNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the checks report about servers that the machine of the tests cannot offer.
 */
class SessionChecksTests {

	private static final ServerNode SAFE = node("noeviction", "1");

	@Test
	void plainTextToAnotherMachineIsFound() {
		assertFound(SecurityChecks.tls(client(false, false, true)), Severity.WARNING, "plain text");
		assertFound(SecurityChecks.tls(client(false, true, true)), Severity.OK, "TLS is on");
		assertFound(SecurityChecks.tls(client(true, false, true)), Severity.OK, "this machine");
	}

	@Test
	void anotherMachineWithoutAPasswordIsFound() {
		assertFound(SecurityChecks.authentication(client(false, true, false)), Severity.WARNING,
				"anyone who reaches it");
		assertFound(SecurityChecks.authentication(client(true, false, false)), Severity.INFO, "this machine");
		assertFound(SecurityChecks.authentication(client(false, true, true)), Severity.OK, "a password");
	}

	@Test
	void connectionsThatNobodyKeepsAliveAreFound() {
		assertFound(ClientChecks.keepAlive(client("standalone", false, false, false)), Severity.INFO, "firewall");
		assertFound(ClientChecks.keepAlive(client("standalone", true, false, false)), Severity.OK, "on");
	}

	@Test
	void aClusterWhoseTopologyIsNotRefreshedIsFound() {
		assertFound(ClientChecks.topologyRefresh(client("cluster", true, false, false)), Severity.WARNING, "failover");
		assertFound(ClientChecks.topologyRefresh(client("cluster", true, true, false)), Severity.OK, "on");
		assertFound(ClientChecks.topologyRefresh(client("standalone", true, false, false)), Severity.OK,
				"not a cluster");
	}

	@Test
	void readsFromReplicasAreFound() {
		assertFound(ClientChecks.replicaReads(client("standalone", true, false, true)), Severity.WARNING, "behind");
	}

	@Test
	void aClockThatIsAheadOrBehindIsFound() {
		assertFound(ServerChecks.clockSkew(skewed(Duration.ofSeconds(2))), Severity.INFO, "2000 ms ahead");
		assertFound(ServerChecks.clockSkew(skewed(Duration.ofSeconds(-3))), Severity.INFO, "3000 ms behind");
		assertFound(ServerChecks.clockSkew(skewed(Duration.ofMillis(1999))), Severity.OK, "1999 ms");
	}

	@Test
	void redisSearchThatIsNotUsedIsFound() {
		assertFound(features(SearchBackend.SETS, "FT.SEARCH"), Severity.INFO, "sorted sets");
		assertFound(features(SearchBackend.SEARCH, "FT.SEARCH"), Severity.OK, "use Redis Search");
		assertFound(features(SearchBackend.AUTO, "FT.SEARCH"), Severity.OK, "first query");
		assertFound(features(SearchBackend.NONE, "FT.SEARCH"), Severity.OK, "are off");
		assertFound(features(SearchBackend.SETS, "CLIENT"), Severity.OK, "does not have Redis Search");
		assertFound(features(SearchBackend.SEARCH, "CLIENT"), Severity.WARNING, "does not have");
	}

	@Test
	void theWorstOfSeveralServersIsFound() {
		assertFound(MemoryChecks.evictionPolicy(nodes(SAFE, node("allkeys-lru", "1"))), Severity.WARNING, "any key");
		assertFound(ServerChecks.persistence(nodes(SAFE, node("noeviction", "0"), SAFE)), Severity.WARNING, "nothing");
		assertFound(ServerChecks.persistence(nodes(SAFE, SAFE)), Severity.OK, "append-only");
		assertThat(ServerChecks.persistence(nodes(SAFE, ServerNode.UNKNOWN)).severity()).isEqualTo(Severity.UNKNOWN);
		assertThat(ServerChecks.persistence(nodes()).severity()).isEqualTo(Severity.UNKNOWN);
		assertFound(ServerChecks.persistence(nodes(ServerNode.UNKNOWN, node("noeviction", "0"))), Severity.WARNING,
				"nothing");
	}

	private static void assertFound(CheckResult result, Severity severity, String words) {
		assertThat(result.finding()).contains(words);
		assertThat(result.severity()).as(result.finding()).isEqualTo(severity);
		assertThat(result.severity().compareTo(Severity.INFO) > 0 && result.advice().isEmpty()).isFalse();
	}

	private static ServerNode node(String policy, String aof) {
		return new ServerNode(Map.of("maxmemory_policy", policy, "aof_enabled", aof), Map.of("save", ""));
	}

	private static CheckResult features(SearchBackend search, String command) {
		return ServerChecks.engineFeatures(facts(clientFacts("standalone", true, true, true, true, true, false),
				List.of(), Duration.ZERO, Set.of(command), search));
	}

	private static CheckedFacts nodes(ServerNode... nodes) {
		return facts(clientFacts("cluster", true, true, true, true, true, false), List.of(nodes), Duration.ZERO, null,
				SearchBackend.AUTO);
	}

	private static CheckedFacts skewed(Duration skew) {
		return facts(clientFacts("standalone", true, true, true, true, true, false), List.of(), skew, null,
				SearchBackend.AUTO);
	}

	private static CheckedFacts client(boolean local, boolean encrypted, boolean authenticated) {
		return facts(clientFacts("standalone", local, encrypted, authenticated, true, true, false), List.of(),
				Duration.ZERO, null, SearchBackend.AUTO);
	}

	private static CheckedFacts client(String topology, boolean keepAlive, boolean refreshes, boolean replicas) {
		return facts(clientFacts(topology, false, true, true, keepAlive, refreshes, replicas), List.of(), Duration.ZERO,
				null, SearchBackend.AUTO);
	}

	private static ClientFacts clientFacts(String topology, boolean local, boolean encrypted, boolean authenticated,
			boolean keepAlive, boolean refreshes, boolean replicas) {
		return new ClientFacts(topology, local, encrypted, authenticated, Duration.ofSeconds(1), keepAlive, refreshes,
				replicas);
	}

	private static CheckedFacts facts(ClientFacts client, List<ServerNode> nodes, Duration skew,
			@Nullable Set<String> commands, SearchBackend search) {
		return new CheckedFacts(
				new ServerFacts(nodes, "shop", skew, commands), client, new ConfigurationFacts(Duration.ofSeconds(1),
						true, false, 1000, false, ConfigurationFacts.Endpoints.PROTECTED, search, 0),
				null, null, null, null, null);
	}

}
