package io.github.redissession.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.serializer.RedisSerializer;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.index.LegacySessions;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.index.LegacyStore;
import io.github.redissession.takeover.JavaValues;
import io.github.redissession.takeover.LeftOutAttributes;
import io.github.redissession.takeover.TakeoverProgress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * When the takeover of the sessions of Spring Session is configured, and when it is
 * refused.
 */
class TakeoverConfigurationTests {

	private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

	private static final String ID = "6f8a3c52-0b1d-4e7f-9a64-d3c2b1a09f8e";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class,
				SessionAutoConfiguration.class));

	private final WebApplicationContextRunner adopting = this.runner
		.withPropertyValues("redis-session.takeover.mode=adopt");

	@Test
	void withoutTheModeThereIsNothingOfIt() {
		this.runner.run((context) -> {
			assertThat(context).doesNotHaveBean(LegacyStore.class).doesNotHaveBean(TakeoverProgress.class);
			assertThat(context.getBean(SessionSettings.class).legacy()).isSameAs(LegacySessions.NONE);
			assertThat(LegacySessions.NONE.id(ID)).isNull();
			assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> decode(context, "a"))
				.withMessageContaining("read-formats");
		});
	}

	@Test
	void withTheModeAnOldIdIsRecognizedAndJavaSerializationIsRead() {
		this.adopting.run((context) -> {
			assertThat(context.getBean(SessionSettings.class).legacy().id(ID)).isEqualTo(ID);
			assertThat(decode(context, "text")).isEqualTo("text");
		});
	}

	@Test
	void aSerializerOfJavaMakesNoDifference() {
		this.adopting.withUserConfiguration(JavaSerializer.class)
			.run((context) -> assertThat(decode(context, "text")).isEqualTo("text"));
	}

	@Test
	void withAnotherSerializerJavaSerializationIsNotRead() {
		this.adopting.withUserConfiguration(OwnSerializer.class)
			.run((context) -> assertThatExceptionOfType(AttributeNotReadableException.class)
				.isThrownBy(() -> decode(context, "a")));
		this.adopting.withUserConfiguration(OwnSerializer.class)
			.withPropertyValues("redis-session.takeover.serializer=jdk")
			.run((context) -> assertThat(decode(context, "text")).isEqualTo("text"));
	}

	@Test
	void aSerializerThatIsMissingIsRefusedByName() {
		this.adopting.withPropertyValues("redis-session.takeover.serializer=jsonSerializer")
			.run((context) -> assertAdvice(context, "'jsonSerializer'", "redis-session.takeover.serializer"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret", "MDEy", "*" })
	void aKeyThatIsNoneIsRefusedWithoutShowingIt(String key) {
		this.adopting.withPropertyValues("redis-session.takeover.key=" + key).run((context) -> {
			assertAdvice(context, "redis-session.takeover.key", "openssl rand -base64 32");
			for (Throwable cause = context.getStartupFailure(); cause != null; cause = cause.getCause()) {
				assertThat(cause.getMessage()).doesNotContain("'" + key + "'", "=" + key);
			}
		});
	}

	@Test
	void theKeyIsNotShown() {
		this.adopting.withPropertyValues("redis-session.takeover.key=" + KEY).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(RedisSessionProperties.class).toString()).contains("key=set")
				.doesNotContain(KEY);
		});
	}

	@Test
	void valuesThatStayUnencryptedMustBeAccepted() {
		String[] encryption = { "redis-session.encryption.keys=k1:" + KEY,
				"redis-session.encryption.accept-unencrypted=false" };
		this.adopting.withPropertyValues(encryption)
			.run((context) -> assertAdvice(context, "not encrypted", "redis-session.encryption.accept-unencrypted"));
		this.adopting.withPropertyValues(encryption)
			.withUserConfiguration(OwnSerializer.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static void assertAdvice(AssertableWebApplicationContext context, String problem, String advice) {
		FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
		assertThat(analysis.getDescription()).contains(problem);
		assertThat(analysis.getAction()).contains(advice);
	}

	private static Object decode(ApplicationContext context, String value) {
		SessionSettings settings = context.getBean(SessionSettings.class);
		JavaValues values = new JavaValues(new LeftOutAttributes(settings.observer()));
		byte[] ours = values.attribute("id", "a", RedisSerializer.java().serialize(value));
		return settings.codec().decode("a", ours);
	}

	/** As Spring Session finds it. */
	@Configuration(proxyBeanMethods = false)
	static class JavaSerializer {

		@Bean
		RedisSerializer<Object> springSessionDefaultRedisSerializer() {
			return RedisSerializer.java();
		}

	}

	/** The same of an application that uses another one. */
	@Configuration(proxyBeanMethods = false)
	static class OwnSerializer {

		@Bean
		RedisSerializer<Object> springSessionDefaultRedisSerializer() {
			return RedisSerializer.json();
		}

	}

}
