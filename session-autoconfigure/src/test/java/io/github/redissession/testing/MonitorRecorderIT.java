package io.github.redissession.testing;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MonitorRecorder} and {@link CommandCounter}.
 */
@ExtendWith(RedisServer.Shared.class)
class MonitorRecorderIT {

	private final RedisServer redis;

	private final StringRedisTemplate client;

	private MonitorRecorder recorder;

	MonitorRecorderIT(RedisServer redis) {
		this.redis = redis;
		this.client = new StringRedisTemplate(redis.connectionFactory());
	}

	@BeforeEach
	void startRecording() {
		this.client.hasKey("warm up");
		this.recorder = MonitorRecorder.start(this.redis);
	}

	@AfterEach
	void stopRecording() {
		this.recorder.close();
	}

	@Test
	void nothingHappensUnseenAndNothingIsInvented() {
		assertThat(this.recorder.commands()).isEmpty();
		for (int i = 0; i < 500; i++) {
			this.client.opsForValue().set("key-" + i, "value");
		}
		assertThat(this.recorder.commands()).hasSize(500).containsOnly("SET");
	}

	@Test
	void commandsOfScriptsAreToldApart() {
		this.redis.cli("eval", "redis.call('set', KEYS[1], ARGV[1]) return redis.call('get', KEYS[1])", "1", "a", "b");
		assertThat(this.recorder.commands()).containsExactly("EVAL");
		assertThat(this.recorder.entries()).extracting(MonitoredCommand::name).containsExactly("EVAL", "SET", "GET");
		assertThat(this.recorder.entries()).extracting(MonitoredCommand::isFromScript)
			.containsExactly(false, true, true);
	}

	@Test
	void argumentsAreUnquoted() {
		String value = "a \"b\" \\ grün\r\n\t[0 lua] \u0000";
		this.redis.cli("SET", "a", value);
		assertThat(this.recorder.entries()).extracting(MonitoredCommand::words)
			.containsExactly(List.of("SET", "a", value));
	}

	@Test
	void clearStartsAnew() {
		this.redis.cli("GET", "a");
		this.recorder.clear();
		this.redis.cli("PTTL", "a");
		assertThat(this.recorder.commands()).containsExactly("PTTL");
	}

	@Test
	void aCounterCountsScriptsAndTheirCommands() {
		CommandCounter counter = CommandCounter.start(this.redis);
		assertThat(counter.counts()).isEmpty();
		this.redis.cli("EVAL", "redis.call('SET', KEYS[1], ARGV[1])", "1", "a", "b");
		this.client.opsForValue().get("a");
		assertThat(counter.counts()).isEqualTo(Map.of("eval", 1L, "set", 1L, "get", 1L));
		assertThat(counter.total()).isEqualTo(3);
	}

}
