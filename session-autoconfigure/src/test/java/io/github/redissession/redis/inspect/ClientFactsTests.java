package io.github.redissession.redis.inspect;

import java.util.List;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the application connects to Redis is known without querying it.
 */
class ClientFactsTests {

	private static final String ELSEWHERE = "192.0.2.1";

	@Test
	void anotherMachineIsNotLocal() {
		ClientFacts facts = ClientFacts
			.of(new LettuceConnectionFactory(new RedisStandaloneConfiguration(ELSEWHERE, 6379), client().build()));
		assertThat(facts.local()).isFalse();
		assertThat(facts.encrypted()).isFalse();
		assertThat(facts.authenticated()).isFalse();
		assertThat(facts.topology()).isEqualTo("standalone");
	}

	@Test
	void tlsAndAPasswordAreSeen() {
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(ELSEWHERE, 6379);
		server.setPassword("secret");
		ClientFacts facts = ClientFacts.of(new LettuceConnectionFactory(server, client().useSsl().build()));
		assertThat(facts.encrypted()).isTrue();
		assertThat(facts.authenticated()).isTrue();
	}

	@Test
	void oneMachineElsewhereIsEnough() {
		RedisClusterConfiguration cluster = new RedisClusterConfiguration(List.of("127.0.0.1:1", ELSEWHERE + ":1"));
		assertThat(ClientFacts.of(new LettuceConnectionFactory(cluster, client().build())).local()).isFalse();
		RedisSentinelConfiguration sentinel = new RedisSentinelConfiguration().master("one").sentinel(ELSEWHERE, 1);
		ClientFacts facts = ClientFacts.of(new LettuceConnectionFactory(sentinel, client().build()));
		assertThat(facts.local()).isFalse();
		assertThat(facts.topology()).isEqualTo("sentinel");
	}

	@Test
	void optionsOfTheClientAreSeen() {
		ClientFacts off = ClientFacts.of(new LettuceConnectionFactory(new RedisClusterConfiguration(List.of("a:1")),
				client()
					.clientOptions(ClusterClientOptions.builder()
						.socketOptions(SocketOptions.builder().keepAlive(false).build())
						.topologyRefreshOptions(
								ClusterTopologyRefreshOptions.builder().disableAllAdaptiveRefreshTriggers().build())
						.build())
					.readFrom(ReadFrom.REPLICA_PREFERRED)
					.build()));
		assertThat(off.keepAlive()).isFalse();
		assertThat(off.refreshesTopology()).isFalse();
		assertThat(off.readsFromReplicas()).isTrue();
		ClientFacts on = ClientFacts.of(new LettuceConnectionFactory(new RedisStandaloneConfiguration(),
				client().clientOptions(
						ClientOptions.builder().socketOptions(SocketOptions.builder().keepAlive(true).build()).build())
					.readFrom(ReadFrom.UPSTREAM)
					.build()));
		assertThat(on.keepAlive()).isTrue();
		assertThat(on.readsFromReplicas()).isFalse();
	}

	private static LettuceClientConfigurationBuilder client() {
		return LettuceClientConfiguration.builder();
	}

}
