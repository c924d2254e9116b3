package io.github.redissession.autoconfigure;

import java.time.Duration;

import jakarta.servlet.http.HttpSessionListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.session.events.SessionDestroyedEvent;
import org.springframework.session.events.SessionExpiredEvent;

import io.github.redissession.SessionExpiryHandler;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.events.SessionEventBridge;
import io.github.redissession.redis.expiry.ExpiryStream;
import io.github.redissession.redis.expiry.ExpiryStreamConsumer;
import io.github.redissession.redis.expiry.ExpirySweeper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which background work is configured, and when. No Redis is available, which must not
 * disturb an application.
 */
class EventsConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(SslAutoConfiguration.class,
			DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class, SessionAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withPropertyValues("spring.data.redis.port=1");

	@Test
	void sessionsAreEndedAndAnnouncedByDefault() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ExpirySweeper.class)
				.hasSingleBean(SessionEventBridge.class)
				.doesNotHaveBean(ExpiryStream.class)
				.doesNotHaveBean(ExpiryStreamConsumer.class);
			assertThat(context.getBean(ExpirySweeper.class).isRunning()).isTrue();
			RedisSettings settings = context.getBean(RedisSettings.class);
			assertThat(settings.announces()).isTrue();
			assertThat(settings.grace()).isEqualTo(Duration.ofMinutes(5));
		});
	}

	@Test
	void withoutEventsTheIndexesAreStillKeptClean() {
		this.runner.withUserConfiguration(Handler.class)
			.withPropertyValues("redis-session.events.enabled=false", "redis-session.events.stream.enabled=true")
			.run((context) -> {
				assertThat(context).hasSingleBean(ExpirySweeper.class)
					.doesNotHaveBean(SessionEventBridge.class)
					.doesNotHaveBean(ExpiryStream.class)
					.doesNotHaveBean(ExpiryStreamConsumer.class);
				RedisSettings settings = context.getBean(RedisSettings.class);
				assertThat(settings.announces()).isFalse();
				assertThat(settings.grace()).isZero();
			});
	}

	@Test
	void theStreamIsReadIfThereIsAHandler() {
		WebApplicationContextRunner withStream = this.runner
			.withPropertyValues("redis-session.events.stream.enabled=true");
		withStream.run((context) -> assertThat(context).hasSingleBean(ExpiryStream.class)
			.doesNotHaveBean(ExpiryStreamConsumer.class));
		withStream.withUserConfiguration(Handler.class).run((context) -> {
			assertThat(context).hasSingleBean(ExpiryStreamConsumer.class);
			assertThat(context.getBean(ExpiryStreamConsumer.class).isRunning()).isTrue();
		});
		this.runner.withUserConfiguration(Handler.class)
			.run((context) -> assertThat(context).doesNotHaveBean(ExpiryStreamConsumer.class));
	}

	@Test
	void nobodyListensToRedisForNobody() {
		this.runner.withUserConfiguration(OtherListener.class)
			.run((context) -> assertThat(context.getBean(SessionEventBridge.class).isRunning()).isFalse());
	}

	@ParameterizedTest
	@ValueSource(classes = { HttpListener.class, MethodListener.class, BeanListener.class, LazyListener.class,
			RegisteredListener.class, ListenerToEverything.class })
	void whoeverListensIsHeardOf(Class<?> listener) {
		this.runner.withUserConfiguration(listener)
			.run((context) -> assertThat(context.getBean(SessionEventBridge.class).isRunning()).isTrue());
	}

	@Test
	void aReactiveApplicationHasTheSame() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withBean(ServerProperties.class)
			.withPropertyValues("spring.data.redis.port=1")
			.withUserConfiguration(MethodListener.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(ExpirySweeper.class);
				assertThat(context.getBean(SessionEventBridge.class).isRunning()).isTrue();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "grace=0", "grace=-1s", "sweep-interval=0", "batch-size=0", "stream.max-length=0",
			"stream.retention=0", "stream.retry-delay=0", "stream.max-attempts=0" })
	void whatMakesNoSenseIsRefused(String property) {
		this.runner.withPropertyValues("redis-session.events." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat("redis-session.events." + property).startsWith(ex.getName() + "=")));
	}

	@Configuration(proxyBeanMethods = false)
	static class RegisteredListener {

		@Bean
		ServletListenerRegistrationBean<HttpSessionListener> registration() {
			return new ServletListenerRegistrationBean<>(new HttpSessionListener() {
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handler {

		@Bean
		SessionExpiryHandler handler() {
			return (session) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherListener {

		@EventListener
		void hear(ContextRefreshedEvent event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HttpListener {

		@Bean
		HttpSessionListener listener() {
			return new HttpSessionListener() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MethodListener {

		@EventListener
		void hear(SessionDestroyedEvent event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BeanListener {

		@Bean
		ApplicationListener<SessionExpiredEvent> listener() {
			return (event) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyListener {

		@Bean
		@Lazy
		ExpiryListener listener() {
			return new ExpiryListener();
		}

	}

	static final class ExpiryListener implements ApplicationListener<SessionExpiredEvent> {

		@Override
		public void onApplicationEvent(SessionExpiredEvent event) {
		}

	}

	/** A listener like the one with which Spring Session closes WebSockets. */
	@Configuration(proxyBeanMethods = false)
	static class ListenerToEverything implements ApplicationListener<ApplicationEvent> {

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
		}

	}

}
