package io.github.redissession.autoconfigure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every bad configuration is described, and an application that follows the advice
 * starts.
 */
class StartupAdviceTests {

	private static final String NOTHING_MISSING = "none";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class,
				SessionAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=1", "redis-session.events.sweep-interval=30d");

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					codec.max-size=17MB           | none                          | codec.max-size is 17                    | Set 'redis-session.codec.max-size' to at most 16MB                  | codec.max-size=16MB
					codec.warn-size=0             | none                          | codec.warn-size is 0                    | Set 'redis-session.codec.warn-size' to more than zero               | codec.warn-size=64KB
					codec.allowed-packages=java   | none                          | codec.allowed-packages                  | Correct the properties that begin with 'redis-session.codec'        | codec.allowed-packages=com.shop
					codec.allowed-packages=javax.naming | none                    | codec.allowed-packages                  | Correct the properties that begin with 'redis-session.codec'        | codec.allowed-packages=javax.money,com.shop.Cart
					encryption.keys=a:secret      | none                          | key number 1 is not 16 or 32 bytes      | openssl rand -base64 32                                             | encryption.keys=a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
					encryption.keys=none          | none                          | there is no key                          | may be 'none' if another one follows                                | encryption.keys=none,a:AAAAAAAAAAAAAAAAAAAAAA==
					encryption.keys=a:secret      | com.google.crypto.tink        | Encryption of session attributes needs  | com.google.crypto.tink:tink, or remove the property                 | encryption.keys=
					query.attributes.a.path=b..c  | none                          | b..c                                    | begin with 'redis-session.query.attributes'                         | query.attributes.a.path=b.c
					near-cache.enabled=true       | com.github.benmanes.caffeine  | needs Caffeine                          | set redis-session.near-cache.enabled=false                          | near-cache.enabled=false
					redis.hots=127.0.0.1          | none                          | redis-session.redis.hots                | Correct the properties that begin with 'redis-session.redis'        | redis.host=127.0.0.1
					redis.port=many               | none                          | redis-session.redis.port                | redis-session.redis.url=redis://example.com:6379                    | redis.url=redis://example.com:6379
					namespace=                    | none                          | redis-session.namespace is empty        | a name that no other application uses, or remove it                 | namespace=shop
					namespace=a\u200bb           | none                          | contains an invisible character          | a name that no other application uses, or remove it                 | namespace=shop:a
					resilience.require-at-startup=true | none                     | Redis, which is not available           | set redis-session.resilience.require-at-startup=false               | resilience.require-at-startup=false
					""")
	void anApplicationThatFollowsTheAdviceStarts(String bad, String missing, String description, String action,
			String good) {
		WebApplicationContextRunner application = missing.equals(NOTHING_MISSING) ? this.runner
				: this.runner.withClassLoader(new FilteredClassLoader(missing));
		application.withPropertyValues("redis-session." + bad).run((context) -> {
			FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains(description).doesNotContain("secret");
			assertThat(analysis.getAction()).contains(action).endsWith(".");
			assertThat(analysis.getCause()).isInstanceOf(RedisSessionStartupException.class);
		});
		application.withPropertyValues("redis-session." + good).run((context) -> assertThat(context).hasNotFailed());
	}

}
