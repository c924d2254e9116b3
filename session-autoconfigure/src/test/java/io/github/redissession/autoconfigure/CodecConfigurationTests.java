package io.github.redissession.autoconfigure;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import com.google.common.util.concurrent.CycleDetectingLockFactory;
import com.google.common.util.concurrent.Monitor;
import com.sun.faces.Flash;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.AttributeRules;
import io.github.redissession.spi.SessionAttributeUpcaster;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.UnreadablePolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The effect of the properties for attributes, and the analysis of bad values.
 */
@ExtendWith(OutputCaptureExtension.class)
class CodecConfigurationTests {

	private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class,
				SessionAutoConfiguration.class))
		.withPropertyValues("redis-session.codec.allowed-packages=" + CodecConfigurationTests.class.getPackageName());

	@Test
	void attributesAreJsonWithinLimitsByDefault() {
		this.runner.run((context) -> {
			assertThat(encode(context, 5L)).isEqualTo("{\"@Long\":5}");
			AttributeRules rules = context.getBean(AttributeRules.class);
			assertThat(rules.onUnreadable()).isEqualTo(UnreadablePolicy.DROP_ATTRIBUTE);
			assertThat(rules.warnSize()).isEqualTo(64 * 1024);
			assertThat(rules.maxSize()).isEqualTo(512 * 1024);
			assertThat(rules.maxSessionSize()).isEqualTo(4 * 1024 * 1024);
			assertThat(rules.validation().check(new Order("", 0))).isNull();
		});
	}

	@Test
	void everyPropertyIsHeard() {
		this.runner
			.withPropertyValues("redis-session.codec.format=smile", "redis-session.codec.read-formats=jdk,cbor",
					"redis-session.codec.on-unreadable=end-session", "redis-session.codec.warn-size=1KB",
					"redis-session.codec.max-size=2KB", "redis-session.codec.max-session-size=3KB",
					"redis-session.codec.compress-above=10B")
			.run((context) -> {
				assertThat(encode(context, 5L)).startsWith("\u0001:)\n");
				assertThat(encode(context, "a".repeat(500))).startsWith("\u0005").hasSizeLessThan(50);
				AttributeRules rules = context.getBean(SessionSettings.class).attributeRules();
				assertThat(rules.onUnreadable()).isEqualTo(UnreadablePolicy.END_SESSION);
				assertThat(rules.warnSize()).isEqualTo(1024);
				assertThat(rules.maxSize()).isEqualTo(2048);
				assertThat(rules.maxSessionSize()).isEqualTo(3072);
			});
	}

	@Test
	void aClassIsReadByItsOldNameAndItsOldVersion() {
		this.runner.withPropertyValues("redis-session.codec.type-aliases[com.old.Order]=" + Order.class.getName())
			.withBean(SessionAttributeUpcaster.class, OrderUpcaster::new)
			.run((context) -> {
				AttributeCodec codec = context.getBean(SessionSettings.class).codec();
				byte[] old = "{\"@com.old.Order\":{\"title\":\"pen\",\"count\":2}}".getBytes(StandardCharsets.UTF_8);
				assertThat(codec.decode("order", old)).isEqualTo(new Order("pen", 2));
				assertThat(encode(context, new Order("pen", 2)))
					.isEqualTo("{\"@" + Order.class.getName() + "#2\":{\"name\":\"pen\",\"count\":2}}");
			});
	}

	@Test
	void keysEncryptAlsoWhatAnApplicationsCodecWrites() {
		this.runner.withPropertyValues("redis-session.encryption.keys=2026:" + KEY).run((context) -> {
			assertThat(encode(context, "marker")).startsWith("\u0010\u00042026").doesNotContain("marker");
			assertThat(context.getBean(RedisSessionProperties.class).toString()).doesNotContain(KEY);
		});
		this.runner.withPropertyValues("redis-session.encryption.keys=2026:" + KEY)
			.withBean(AttributeCodec.class, io.github.redissession.testing.StringCodec::new)
			.run((context) -> assertThat(encode(context, "marker")).doesNotContain("marker"));
	}

	@ParameterizedTest
	@CsvSource({ "json", "jdk" })
	void theAdviceForALockWorksInOneStep(String format) {
		WebApplicationContextRunner formatted = this.runner.withPropertyValues("redis-session.codec.format=" + format);
		ReentrantLock ofFramework = CycleDetectingLockFactory.newInstance(CycleDetectingLockFactory.Policies.DISABLED)
			.newReentrantLock("a");
		Map<String, Object> locks = Map.of("springServlet.lock", new ReentrantLock(), "a:b", ofFramework, "c",
				new ReentrantReadWriteLock(), "d", new Semaphore(1), "e", new Monitor(), "f",
				new Guarded(new Semaphore(1)));
		StringBuilder yaml = new StringBuilder("redis-session:\n  codec:\n    formats:\n");
		formatted.run((context) -> {
			AttributeCodec codec = context.getBean(SessionSettings.class).codec();
			locks.forEach((name, lock) -> assertThatExceptionOfType(AttributeNotStorableException.class)
				.isThrownBy(() -> codec.encode(name, lock))
				.satisfies((ex) -> yaml.append("      ")
					.append(ex.getMessage()
						.replaceFirst(
								"^.* map the attribute to local with redis-session\\.codec\\.formats.*; in YAML: ", "")
							+ "\n")));
		});
		formatted.withInitializer((context) -> bind(context, yaml.toString())).run((context) -> {
			AttributeRules rules = context.getBean(AttributeRules.class);
			locks.forEach((name, lock) -> assertThat(rules.local().test(name, lock.getClass())).as(name).isTrue());
			assertThat(rules.local().test("cart", String.class)).isFalse();
		});
	}

	private static void bind(ConfigurableApplicationContext context, String yaml) {
		try {
			new YamlPropertySourceLoader().load("advice", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach(context.getEnvironment().getPropertySources()::addFirst);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void theListAddsToThePackagesOfTheApplication() {
		this.runner.withInitializer((context) -> AutoConfigurationPackages.register(
				(BeanDefinitionRegistry) ((ConfigurableApplicationContext) context).getBeanFactory(), "com.sun.faces"))
			.run((context) -> {
				assertThat(encode(context, new Flash("x"))).contains("com.sun.faces.Flash");
				assertThat(encode(context, new Order("pen", 2))).contains("pen");
			});
	}

	@Test
	void beanValidationIsUsedWhereItIs() {
		this.runner.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class)).run((context) -> {
			AttributeRules rules = context.getBean(AttributeRules.class);
			assertThat(rules.validation().check(new Order("", 0))).isEqualTo("it is invalid: count Min, name NotBlank");
			assertThat(rules.validation().check(new Order("pen", 1))).isNull();
		});
		this.runner.withClassLoader(new FilteredClassLoader("jakarta.validation"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "redis-session.codec.warn-size=0 | redis-session.codec.warn-size",
					"redis-session.codec.max-size=-1KB | redis-session.codec.max-size",
					"redis-session.codec.max-size=17MB | redis-session.codec.max-size",
					"redis-session.codec.max-session-size=0 | redis-session.codec.max-session-size",
					"redis-session.codec.compress-above=0 | redis-session.codec.compress-above",
					"redis-session.codec.allowed-packages=java | redis-session.codec.allowed-packages",
					"redis-session.codec.type-aliases.Long=com.shop.Cart | redis-session.codec.type-aliases",
					"redis-session.codec.format=xml | redis-session.codec.format",
					"redis-session.codec.on-unreadable=ignore | redis-session.codec.on-unreadable",
					"redis-session.encryption.keys=a:secret-key | redis-session.encryption.keys",
					"redis-session.encryption.keys=none | redis-session.encryption.keys" })
	void aValueThatCannotBeIsRefusedWithItsProperty(String property, String named) {
		this.runner.withPropertyValues(property).run((context) -> {
			FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription().replace("readFormats", "read-formats")).containsIgnoringCase(named);
			assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("secret-key");
		});
	}

	@Test
	void attributesMayHaveFormatsOfTheirOwn() {
		this.runner
			.withPropertyValues("redis-session.codec.formats.cart=jdk", "redis-session.codec.formats[old.**]=cbor",
					"redis-session.codec.formats[*.lock]=local")
			.run((context) -> {
				AttributeCodec codec = context.getBean(SessionSettings.class).codec();
				assertThat(codec.encode("cart", 5L)).startsWith(3);
				assertThat(codec.encode("old.a.b", 5L)).startsWith(2);
				assertThat(codec.decode("any", codec.encode("cart", 5L))).isEqualTo(5L);
				AttributeRules rules = context.getBean(AttributeRules.class);
				assertThat(rules.local().test("my.lock", Object.class)).isTrue();
				assertThat(rules.local().test("cart", Object.class)).isFalse();
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "redis-session.codec.formats.com.vaadin.**=local | \"[com.vaadin.**]\"",
					"redis-session.codec.formats.com.shop.Cart$Line=jdk | \"[com.shop.Cart$Line]\"",
					"redis-session.codec.formats[com.shop.]=jdk | names of attributes or classes",
					"redis-session.codec.formats.cart=xml | local" })
	void aPatternThatCannotBeIsRefusedWithWhatToWrite(String property, String advice) {
		this.runner.withPropertyValues(property).run((context) -> {
			FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("redis-session.codec.formats");
			assertThat(analysis.getAction()).containsIgnoringCase(advice);
		});
	}

	@Test
	void aFormatWithoutItsModuleIsRefusedWithTheDependency() {
		this.runner.withClassLoader(new FilteredClassLoader("tools.jackson.dataformat.smile"))
			.withPropertyValues("redis-session.codec.format=smile")
			.run((context) -> assertThat(StartupFailures.analyze(context.getStartupFailure()).getDescription())
				.contains("jackson-dataformat-smile", "redis-session.codec.format"));
		this.runner
			.withClassLoader(
					new FilteredClassLoader("tools.jackson.dataformat", "com.google.crypto", "com.google.gson"))
			.run((context) -> assertThat(encode(context, 5L)).isEqualTo("{\"@Long\":5}"));
	}

	@Test
	void theLogTellsAClassAndALargeNameOnce(CapturedOutput output) {
		this.runner.run((context) -> {
			SessionObserver observer = context.getBean(SessionSettings.class).observer();
			for (int i = 0; i < 3; i++) {
				observer.attributeUnreadable("id" + i, "cart" + i,
						new AttributeNotReadableException("Session attribute 'cart' cannot be read", "com.shop.Cart"));
				observer.attributeLarge("image", 100_000);
			}
		});
		assertThat(output.toString().split("cannot be read", -1)).hasSize(2);
		assertThat(output.toString().split("has 100000 bytes", -1)).hasSize(2);
		assertThat(output).contains("id0");
	}

	private static String encode(ApplicationContext context, Object value) {
		return new String(context.getBean(SessionSettings.class).codec().encode("a", value), StandardCharsets.UTF_8);
	}

	record Guarded(Semaphore permits) implements Serializable {
	}

	record Order(@NotBlank String name, @Min(1) int count) {
	}

	/**
	 * Renames the title to the name.
	 */
	private static final class OrderUpcaster implements SessionAttributeUpcaster {

		@Override
		public String type() {
			return Order.class.getName();
		}

		@Override
		public int fromVersion() {
			return 1;
		}

		@Override
		public JsonNode upcast(JsonNode content) {
			return content.asObject().set("name", content.asObject().remove("title"));
		}

	}

}
