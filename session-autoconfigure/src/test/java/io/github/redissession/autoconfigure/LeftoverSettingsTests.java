package io.github.redissession.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.config.SessionRepositoryCustomizer;

import io.github.redissession.autoconfigure.RedisSessionProperties.Takeover;
import io.github.redissession.takeover.TakeoverMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings of Spring Session Data Redis that are left in an application.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeftoverSettingsTests {

	private static final String WITHOUT_EFFECT = "has no effect on the session store";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class,
				SessionAutoConfiguration.class))
		.withPropertyValues("redis-session.events.sweep-interval=30d", "redis-session.events.enabled=false");

	@ParameterizedTest
	@CsvSource(textBlock = """
			spring.session.data.redis.namespace,        shop,                 redis-session.takeover.namespace
			spring.session.data.redis.repository-type,  indexed,              Remove it
			spring.session.data.redis.flush-mode,       immediate,            Remove it
			spring.session.data.redis.save-mode,        always,               Remove it
			spring.session.data.redis.cleanup-cron,     0 * * * * *,          redis-session.events.sweep-interval
			spring.session.data.redis.configure-action, none,                 Remove it
			spring.session.redis.namespace,             shop,                 redis-session.takeover.namespace
			spring.session.redis.flush-mode,            on-save,              Remove it
			spring.session.store-type,                  redis,                Remove it
			""")
	void aPropertyIsNamedWithWhatTakesItsPlace(String property, String value, String advice, CapturedOutput output) {
		this.runner.withPropertyValues(property + "=" + value).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce(WITHOUT_EFFECT)
				.containsPattern(property + " " + WITHOUT_EFFECT + ".*" + advice);
		});
	}

	@Test
	void beansAreNamed(CapturedOutput output) {
		this.runner.withBean("springSessionDefaultRedisSerializer", RedisSerializer.class, RedisSerializer::json)
			.withBean("ours", SessionRepositoryCustomizer.class, LeftoverSettingsTests::customizer)
			.run((context) -> assertThat(output)
				.containsPattern(
						"springSessionDefaultRedisSerializer " + WITHOUT_EFFECT + ".*redis-session.codec.format")
				.containsPattern("The bean ours " + WITHOUT_EFFECT + ".*SessionRepositoryCustomizer"));
	}

	@Test
	void nothingIsSaidOfWhatHasAnEffect(CapturedOutput output) {
		this.runner.withPropertyValues("spring.session.timeout=10m").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain(WITHOUT_EFFECT);
		});
		this.runner.withBean("springSessionDefaultRedisSerializer", RedisSerializer.class, RedisSerializer::json)
			.withPropertyValues("redis-session.takeover.mode=adopt", "spring.session.data.redis.namespace=shop")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).doesNotContain(WITHOUT_EFFECT);
			});
	}

	@Test
	void aTakeoverReadsWhereSpringSessionHasWritten() {
		Takeover takeover = new Takeover(TakeoverMode.ADOPT, "spring:session", null, null, null, null);
		MockEnvironment environment = new MockEnvironment();
		assertThat(LeftoverSettings.namespace(takeover, environment)).isEqualTo("spring:session");
		environment.setProperty("spring.session.data.redis.namespace", "shop");
		assertThat(LeftoverSettings.namespace(takeover, environment)).isEqualTo("shop");
		environment.setProperty("redis-session.takeover.namespace", "spring:session");
		assertThat(LeftoverSettings.namespace(takeover, environment)).isEqualTo("spring:session");
	}

	private static SessionRepositoryCustomizer<SessionRepository<Session>> customizer() {
		return (repository) -> {
		};
	}

}
