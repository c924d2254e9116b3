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
 * Lets Lettuce recover in seconds where it would take minutes by default. These
 * customizers come first, so that the application's own decide, and they leave alone what
 * Spring Boot's properties have set.
 */
@Configuration(proxyBeanMethods = false)
class FailoverConfiguration {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration KEEP_ALIVE_IDLE = Duration.ofSeconds(5);

	private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(2);

	private static final Duration USER_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration REFRESH_PERIOD = Duration.ofSeconds(10);

	private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);

	/** More commands than that wait for a connection only when Redis is dead. */
	private static final int MAX_WAITING = 100_000;

	private static final Predicate<RedisClusterNode> ALIVE = (
			node) -> !(node.is(NodeFlag.FAIL) || node.is(NodeFlag.EVENTUAL_FAIL) || node.is(NodeFlag.NOADDR));

	/**
	 * Lettuce doubles its delay up to 30 seconds. All instances together must not
	 * reconnect at the same moment, either.
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
			.keepAlive(KeepAliveOptions.builder().enable().idle(KEEP_ALIVE_IDLE).interval(KEEP_ALIVE_INTERVAL).build());
		if (set.getConnectTimeout().equals(SocketOptions.DEFAULT_CONNECT_TIMEOUT_DURATION)) {
			builder.connectTimeout(CONNECT_TIMEOUT);
		}
		if (EpollProvider.isAvailable() || IOUringProvider.isAvailable()) {
			builder.tcpUserTimeout(TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(USER_TIMEOUT).build());
		}
		return builder.build();
	}

	private static void refresh(ClusterClientOptions.Builder builder, ClusterClientOptions options) {
		ClusterTopologyRefreshOptions set = options.getTopologyRefreshOptions();
		builder.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
			.adaptiveRefreshTriggersTimeout(REFRESH_INTERVAL)
			.enablePeriodicRefresh(set.isPeriodicRefreshEnabled() ? set.getRefreshPeriod() : REFRESH_PERIOD)
			.dynamicRefreshSources(set.useDynamicRefreshSources())
			.build());
		if (options.getNodeFilter() == ClusterClientOptions.DEFAULT_NODE_FILTER) {
			builder.nodeFilter(ALIVE);
		}
	}

}
