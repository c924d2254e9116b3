package io.github.redissession.web.contract;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.eclipse.jetty.ee11.webapp.AbstractConfiguration;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.error.ErrorPageRegistrar;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.github.redissession.autoconfigure.RedisSessionAutoConfiguration;
import io.github.redissession.testing.RedisServer;

/**
 * One server with the sessions of a target, for all cases of a test class.
 */
final class Site implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

	static final String COOKIE = "SESSION";

	private final Target target;

	private final Handlers handlers = new Handlers();

	private final Recorder recorder = new Recorder();

	private @Nullable ConfigurableApplicationContext application;

	Site(Target target) {
		this.target = target;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		List<Class<?>> sources = new ArrayList<>(
				List.of(Servlets.class, this.target.isTomcat() ? OnTomcat.class : OnJetty.class));
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--server.http2.enabled=true", "--server.servlet.session.cookie.name=" + COOKIE,
				"--server.servlet.session.tracking-modes=cookie", "--spring.main.banner-mode=off"));
		if (!this.target.isNative()) {
			sources.add(InRedis.class);
			arguments.add("--redis-session.events.sweep-interval=1s");
			arguments.add("--redis-session.resilience.timeout=10s");
			arguments.add("--redis-session.codec.allowed-packages=" + Site.class.getPackageName());
			Arrays.stream(RedisServer.shared().springProperties())
				.map((property) -> "--" + property)
				.forEach(arguments::add);
		}
		this.application = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
			.web(WebApplicationType.SERVLET)
			.initializers((GenericApplicationContext beans) -> {
				beans.registerBean(Handlers.class, () -> this.handlers, (bean) -> bean.setAutowireCandidate(false));
				beans.registerBean(Recorder.class, () -> this.recorder);
			})
			.run(arguments.toArray(String[]::new));
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.handlers.onError((exchange) -> {
		});
		this.recorder.begin();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		Objects.requireNonNull(this.application).close();
	}

	Target target() {
		return this.target;
	}

	Handlers handlers() {
		return this.handlers;
	}

	Recorder recorder() {
		return this.recorder;
	}

	<T> T bean(Class<T> type) {
		return Objects.requireNonNull(this.application).getBean(type);
	}

	URI uri(String path) {
		int port = ((WebServerApplicationContext) Objects.requireNonNull(this.application)).getWebServer().getPort();
		return URI.create("http://127.0.0.1:" + port + path);
	}

	/** Tomcat, as Spring Boot configures it. */
	@Configuration(proxyBeanMethods = false)
	@Import(TomcatServletWebServerAutoConfiguration.class)
	static class OnTomcat {

	}

	/** Jetty, as Spring Boot configures it. */
	@Configuration(proxyBeanMethods = false)
	@Import({ StandardSockets.class, JettyServletWebServerAutoConfiguration.class })
	static class OnJetty {

	}

	/** The standard's WebSockets only. */
	@Configuration(proxyBeanMethods = false)
	static class StandardSockets {

		/**
		 * Replaces that of Spring Boot, which also wants Jetty's own API for WebSockets.
		 * If that was here, Spring would use it in all tests, even on Tomcat.
		 */
		@Bean
		WebServerFactoryCustomizer<JettyServletWebServerFactory> websocketServletWebServerCustomizer() {
			return (factory) -> factory.addConfigurations(new SocketContainer());
		}

	}

	/** Brings the container of WebSockets into an application. */
	private static final class SocketContainer extends AbstractConfiguration {

		private SocketContainer() {
			super(new AbstractConfiguration.Builder());
		}

		@Override
		public void configure(WebAppContext context) {
			JakartaWebSocketServletContainerInitializer.initialize(context);
		}

	}

	/** Sessions in Redis. */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class,
			SessionAutoConfiguration.class })
	static class InRedis {

		/** Called before the recorder. */
		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		HttpSessionListener failingListener(Recorder recorder) {
			return new HttpSessionListener() {

				@Override
				public void sessionDestroyed(HttpSessionEvent event) {
					if (recorder.isFailing()) {
						throw new OnPurpose();
					}
				}

			};
		}

	}

	/** What every site serves. */
	@Configuration(proxyBeanMethods = false)
	static class Servlets {

		private final Handlers handlers;

		Servlets(BeanFactory beans) {
			this.handlers = beans.getBean(Handlers.class);
		}

		@Bean
		ServletRegistrationBean<Handlers> servlet() {
			return new ServletRegistrationBean<>(this.handlers, Handlers.PATH + "/*");
		}

		@Bean
		FilterRegistrationBean<Filter> filter() {
			FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>(this.handlers::doFilter);
			filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
			return filter;
		}

		@Bean
		ServletListenerRegistrationBean<Socket> socket() {
			return new ServletListenerRegistrationBean<>(new Socket(this.handlers));
		}

		@Bean
		ErrorPageRegistrar errorPages() {
			return (pages) -> pages.addErrorPages(new ErrorPage(Handlers.PATH + Handlers.ERROR));
		}

	}

}
