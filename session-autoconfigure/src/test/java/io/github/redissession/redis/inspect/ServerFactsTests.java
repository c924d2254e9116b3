package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The software is called by its own name, not by that of the Redis that it resembles.
 */
class ServerFactsTests {

	@ParameterizedTest
	@CsvSource({ "redis_version:8.6.3;redis_mode:standalone, redis 8.6.3",
			"redis_version:7.2.4;server_name:valkey;valkey_version:9.1.2, valkey 9.1.2",
			"redict_version:7.3.6;redict_mode:standalone;redis_version:7.2.4, redict 7.3.6" })
	void everyServerIsCalledByItsOwnName(String info, String name) {
		ServerNode node = ServerNode.parse(info.replace(';', '\n'));
		assertThat(new ServerFacts(List.of(node), null, Duration.ZERO, null).version()).isEqualTo(name);
	}

}
