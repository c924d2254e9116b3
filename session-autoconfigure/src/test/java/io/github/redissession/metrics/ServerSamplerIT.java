package io.github.redissession.metrics;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.testing.RedisAddress;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A query that failed is repeated with the next sample, and one that is forbidden seldom.
 */
class ServerSamplerIT {

	private static final Duration INTERVAL = Duration.ofMillis(50);

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.start("--lua-time-limit", "50");

	private LettuceConnectionFactory other;

	private ServerSampler sampler;

	@AfterEach
	void stop() {
		this.sampler.stop();
		this.other.destroy();
	}

	@Test
	void whatCouldNotBeAnsweredIsAskedAgainWithTheNextSample() {
		start(REDIS.connectionFactory());
		this.other = REDIS.newConnectionFactory();
		await().until(() -> this.sampler.active() != null && !this.sampler.nodes().isEmpty());
		CompletableFuture<?> script = CompletableFuture.runAsync(this::runForEver);
		await().until(() -> this.sampler.active() == null && this.sampler.nodes().isEmpty());
		REDIS.cli("SCRIPT", "KILL");
		await().until(() -> this.sampler.active() != null && !this.sampler.nodes().isEmpty());
		assertThat(script).failsWithin(Duration.ofSeconds(5));
	}

	private void runForEver() {
		try (RedisConnection connection = this.other.getConnection()) {
			connection.scriptingCommands().eval("while true do end".getBytes(), ReturnType.VALUE, 0);
		}
	}

	@Test
	void whatIsForbiddenIsNotAskedAllTheTime() {
		REDIS.cli("ACL", "SETUSER", "shop", "on", ">secret", "~*", "&*", "+@all", "-zcount");
		this.other = new RedisAddress(REDIS.host(), REDIS.port(), "shop", "secret", 0).newConnectionFactory();
		REDIS.cli("CONFIG", "RESETSTAT");
		start(this.other);
		await().until(() -> calls() >= 20);
		assertThat(statistics()).contains("rejected_calls=16").doesNotContain("rejected_calls=32");
		assertThat(this.sampler.active()).isNull();
	}

	private static long calls() {
		return Long.parseLong(statistics().replaceAll("(?s).*cmdstat_info:calls=(\\d+).*|.*", "0$1"));
	}

	private static String statistics() {
		return String.valueOf(REDIS.cli("INFO", "commandstats"));
	}

	private void start(LettuceConnectionFactory factory) {
		RedisSettings settings = new RedisSettings(new SessionKeys("session"), InstantSource.system(),
				Duration.ofSeconds(5), (details) -> List.of(), false, Duration.ZERO, SessionObserver.all(List.of()));
		this.sampler = new ServerSampler(
				new ServerInspection(new SessionConnection(factory), settings, Duration.ofSeconds(2)), INTERVAL);
		this.sampler.start();
	}

}
