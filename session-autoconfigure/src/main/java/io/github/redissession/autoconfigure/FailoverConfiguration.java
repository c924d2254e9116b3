package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.IOUringProvider;

import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Makes Lettuce recover within seconds where it takes minutes by default. These
 * customizers run first, so that the application's own have the last word, and they do
 * not change what Spring Boot's properties have set.
 */
@Configuration(proxyBeanMethods = false)
class FailoverConfiguration {

	/** More commands than this wait for a connection only if Redis is down. */
	private static final int MAX_WAITING = 100_000;

	private static final Predicate<RedisClusterNode> ALIVE = (
			node) -> !(node.is(NodeFlag.FAIL) || node.is(NodeFlag.EVENTUAL_FAIL) || node.is(NodeFlag.NOADDR));

	/**
	 * Limits the delay, which Lettuce doubles up to 30 seconds, and spreads the attempts
	 * so that not all instances reconnect at the same moment.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	ClientResourcesBuilderCustomizer sessionReconnectDelayCustomizer() {
		return (resources) -> resources.reconnectDelay(Delay.fullJitter(50, 1000, 50, TimeUnit.MILLISECONDS));
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	LettuceClientOptionsBuilderCustomizer sessionClientOptionsCustomizer() {
		return (builder) -> {
			ClientOptions options = builder.build();
			builder.socketOptions(socket(options.getSocketOptions()));
			if (options.getRequestQueueSize() == ClientOptions.DEFAULT_REQUEST_QUEUE_SIZE) {
				builder.requestQueueSize(MAX_WAITING);
			}
			if (builder instanceof ClusterClientOptions.Builder cluster
					&& options instanceof ClusterClientOptions set) {
				refresh(cluster, set);
			}
		};
	}

	private static SocketOptions socket(SocketOptions set) {
		SocketOptions.Builder builder = set.mutate()
			.keepAlive(KeepAliveOptions.builder()
				.enable()
				.idle(Duration.ofSeconds(5))
				.interval(Duration.ofSeconds(2))
				.build());
		if (set.getConnectTimeout().equals(SocketOptions.DEFAULT_CONNECT_TIMEOUT_DURATION)) {
			builder.connectTimeout(Duration.ofSeconds(2));
		}
		if (EpollProvider.isAvailable() || IOUringProvider.isAvailable()) {
			builder.tcpUserTimeout(
					TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(Duration.ofSeconds(10)).build());
		}
		return builder.build();
	}

	private static void refresh(ClusterClientOptions.Builder builder, ClusterClientOptions options) {
		ClusterTopologyRefreshOptions set = options.getTopologyRefreshOptions();
		builder.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
			.adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
			.enablePeriodicRefresh(set.isPeriodicRefreshEnabled() ? set.getRefreshPeriod() : Duration.ofSeconds(10))
			.dynamicRefreshSources(set.useDynamicRefreshSources())
			.build());
		if (options.getNodeFilter() == ClusterClientOptions.DEFAULT_NODE_FILTER) {
			builder.nodeFilter(ALIVE);
		}
	}

}
