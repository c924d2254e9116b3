package io.github.redissession.testing;

import java.util.List;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RedisServer}.
 */
@ExtendWith(RedisServer.Shared.class)
class RedisServerIT {

	@RegisterExtension
	static RedisServer own = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");

	@Test
	void theSharedServerIsEmptyAtFirst(RedisServer redis) {
		assertThat(redis).isSameAs(RedisServer.shared());
		assertThat(redis.keys()).isEmpty();
		redis.cli("SET", "left", "behind");
	}

	@Test
	void theSharedServerIsEmptyAgainForTheNextTest(RedisServer redis) {
		assertThat(redis.keys()).isEmpty();
		redis.cli("SET", "left", "behind");
	}

	@Test
	void repliesAreParsed(RedisServer redis) {
		assertThat(redis.cli("SET", "a", "grün")).isEqualTo("OK");
		assertThat(redis.cli("GET", "a")).isEqualTo("grün");
		assertThat(redis.cli("GET", "b")).isNull();
		assertThat(redis.cli("RPUSH", "list", "1", "2")).isEqualTo(2L);
		assertThat(redis.cli("LRANGE", "list", "0", "-1")).isEqualTo(List.of("1", "2"));
		assertThat(redis.cli("LRANGE", "none", "0", "-1")).isEqualTo(List.of());
		assertThat(redis.cli("EVAL", "return {1,{'x',{2}},{}}", "0"))
			.isEqualTo(List.of(1L, List.of("x", List.of(2L)), List.of()));
		assertThatExceptionOfType(RedisCommandExecutionException.class).isThrownBy(() -> redis.cli("INCR", "a"))
			.withMessageContaining("not an integer");
		assertThat(redis.keys()).containsExactly("a", "list");
	}

	@Test
	void knowsWhichCommandsThereAre(RedisServer redis) {
		assertThat(redis.knows("HGETALL")).isTrue();
		assertThat(redis.knows("NOSUCHCOMMAND")).isFalse();
	}

	@Test
	void aConnectionFactoryReachesTheServer(RedisServer redis) {
		new StringRedisTemplate(redis.connectionFactory()).opsForValue().set("a", "b");
		assertThat(redis.cli("GET", "a")).isEqualTo("b");
		assertThat(redis.connectionFactory()).isSameAs(redis.connectionFactory());
		assertThat(redis.newConnectionFactory()).isNotSameAs(redis.connectionFactory());
	}

	@Test
	void theUriIsAllThatAClientNeeds(RedisServer redis) {
		assertThat(RedisAddress.parse(redis.uri())).isEqualTo(redis.address());
	}

	@Test
	void aKilledServerKeepsWhatItHasAppended() {
		int port = own.port();
		own.cli("SET", "a", "b");
		own.kill();
		assertThat(own.isAlive()).isFalse();
		assertThatExceptionOfType(RedisException.class).isThrownBy(() -> own.cli("PING"));
		own.restart();
		assertThat(own.port()).isEqualTo(port);
		assertThat(own.cli("GET", "a")).isEqualTo("b");
		own.restart();
		assertThat(own.cli("GET", "a")).isEqualTo("b");
	}

	@Test
	void aPausedServerGoesOnWhereItStopped() {
		own.cli("SET", "a", "b");
		own.pause();
		assertThat(own.isAlive()).isTrue();
		own.resume();
		assertThat(own.cli("GET", "a")).isEqualTo("b");
	}

	@Test
	void theNextTestGetsARunningServerEvenAfterAKill() {
		own.kill();
	}

	@Test
	void aServerThatCannotStartSaysWhyAtOnce() {
		assertThatIllegalStateException().isThrownBy(() -> RedisServer.start("--no-such-option", "1"))
			.withMessageContaining("no-such-option");
	}

	@Test
	void aServerIsGoneAfterClose() {
		RedisServer redis;
		try (RedisServer started = RedisServer.start()) {
			redis = started;
			assertThat(redis.cli("PING")).isEqualTo("PONG");
			assertThat(redis.springProperties()).contains("spring.data.redis.port=" + redis.port());
		}
		assertThat(redis.isAlive()).isFalse();
		assertThat(redis.log()).startsWith("(no log");
	}

}
