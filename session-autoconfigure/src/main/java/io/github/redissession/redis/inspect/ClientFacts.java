package io.github.redissession.redis.inspect;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;

import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * How this application connects to Redis.
 *
 * @param topology {@code standalone}, {@code sentinel} or {@code cluster}
 * @param local whether all servers are on this machine
 * @param encrypted whether connections use TLS
 * @param authenticated whether a password is set
 * @param commandTimeout how long the client waits for a reply
 * @param keepAlive whether TCP keep-alive is on
 * @param refreshesTopology whether the client notices that nodes of a cluster have moved
 * @param readsFromReplicas whether reads may go to replicas
 */
public record ClientFacts(String topology, boolean local, boolean encrypted, boolean authenticated,
		Duration commandTimeout, boolean keepAlive, boolean refreshesTopology, boolean readsFromReplicas) {

	/**
	 * Reads the facts from a connection factory.
	 * @param factory the factory
	 * @return how it connects to Redis
	 */
	public static ClientFacts of(LettuceConnectionFactory factory) {
		LettuceClientConfiguration client = factory.getClientConfiguration();
		Optional<ClientOptions> options = client.getClientOptions();
		Optional<ReadFrom> readFrom = client.getReadFrom();
		String topology = factory.isClusterAware() ? "cluster"
				: factory.isRedisSentinelAware() ? "sentinel" : "standalone";
		return new ClientFacts(topology, hosts(factory).stream().allMatch(ClientFacts::isLocal), client.isUseSsl(),
				factory.getPassword() != null && !factory.getPassword().isEmpty(), client.getCommandTimeout(),
				options.map((one) -> one.getSocketOptions().isKeepAlive()).orElse(false),
				options.map(ClientFacts::refreshesTopology).orElse(false),
				readFrom.map((from) -> !from.equals(ReadFrom.UPSTREAM)).orElse(false));
	}

	private static boolean refreshesTopology(ClientOptions options) {
		if (!(options instanceof ClusterClientOptions cluster)) {
			return false;
		}
		ClusterTopologyRefreshOptions refresh = cluster.getTopologyRefreshOptions();
		return refresh.isPeriodicRefreshEnabled() || !refresh.getAdaptiveRefreshTriggers().isEmpty();
	}

	private static List<String> hosts(LettuceConnectionFactory factory) {
		List<RedisNode> nodes = new ArrayList<>();
		if (factory.getClusterConfiguration() != null) {
			nodes.addAll(factory.getClusterConfiguration().getClusterNodes());
		}
		else if (factory.getSentinelConfiguration() != null) {
			nodes.addAll(factory.getSentinelConfiguration().getSentinels());
		}
		else if (factory.getSocketConfiguration() == null) {
			return List.of(factory.getHostName());
		}
		return nodes.stream().map((node) -> String.valueOf(node.getHost())).toList();
	}

	private static boolean isLocal(String host) {
		try {
			return InetAddress.getByName(host).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
