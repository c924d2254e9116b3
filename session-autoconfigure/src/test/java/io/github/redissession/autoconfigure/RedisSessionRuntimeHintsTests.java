package io.github.redissession.autoconfigure;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The resources that a native image includes.
 */
class RedisSessionRuntimeHintsTests {

	@Test
	void everyScriptIsTakenAlong() throws IOException {
		RuntimeHints hints = new RuntimeHints();
		new RedisSessionRuntimeHints().registerHints(hints, getClass().getClassLoader());
		Resource[] scripts = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/github/redissession/**/*.lua");
		assertThat(scripts).hasSizeGreaterThanOrEqualTo(2).allSatisfy((script) -> {
			String url = script.getURL().toString();
			String path = url.substring(url.indexOf("io/github/redissession/"));
			assertThat(RuntimeHintsPredicates.resource().forResource(path)).accepts(hints);
		});
	}

}
