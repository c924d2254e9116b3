package io.github.redissession.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What lies between an application and Redis may not pass on everything that sessions
 * need. The application says so when it starts, instead of losing sessions.
 */
@ExtendWith(RedisServer.Shared.class)
class UnsuitableServerIT {

	private final CountingProxy proxy;

	UnsuitableServerIT(RedisServer redis) {
		this.proxy = CountingProxy.to(redis);
	}

	@AfterEach
	void close() {
		this.proxy.close();
	}

	@Test
	void aProxyThatClosesTheConnectionDuringTheHandshakeIsNamed() {
		this.proxy.cut();
		FailureAnalysis analysis = analysisOfStart("redis-session.resilience.require-at-startup=true");
		assertThat(analysis.getDescription()).contains("closed during HELLO: is there a proxy in between?");
		assertThat(analysis.getAction()).contains("twemproxy", "docs/compatibility.md");
	}

	/** A tilde stands for the end of a line of the protocol. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			:1790000000123~     | $7~1.79E12~         | [1.79E12] instead of [1790000000123]
			:1790000000123~     | ,1.790000000123e12~ | [1.790000000123E12] instead of [1790000000123]
			$13~1790000000123~  | $7~1.79E12~         | [1.79E12] instead of [1790000000123]
			_~                  | $3~nil~             | [nil] instead of [null]
			_~                  | $0~~                | [] instead of [null]
			$0~~                | _~                  | 1790000000123, null, null] instead of
			""")
	void aServerThatAnswersScriptsInAnotherWayIsRefused(String from, String to, String found) {
		this.proxy.rewriteReplies(replacing(from, to));
		FailureAnalysis analysis = analysisOfStart();
		assertThat(analysis.getDescription()).contains("Sessions would be lost", found);
		assertThat(analysis.getAction()).contains("docs/compatibility.md", "redis-session.redis.url");
	}

	@Test
	void aProxyThatPassesEverythingOnIsNotNoticed() {
		SessionTestApplication.start(this.proxy.springProperties()).close();
	}

	private FailureAnalysis analysisOfStart(String... properties) {
		return StartupFailures.analyze(
				catchThrowable(() -> SessionTestApplication.start(this.proxy.springProperties(), properties).close()));
	}

	private static UnaryOperator<byte[]> replacing(String from, String to) {
		return (bytes) -> new String(bytes, StandardCharsets.ISO_8859_1).replace(line(from), line(to))
			.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static String line(String text) {
		return text.replace("~", "\r\n");
	}

}
