package io.github.redissession.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.session.actuate.endpoint.SessionsEndpoint;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.boot.session.autoconfigure.SessionsEndpointAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.SessionRepositoryFilter;

import io.github.redissession.core.SessionSettings;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.InMemorySessionStore;
import io.github.redissession.spi.RequestPolicy;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreLayer;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.web.StoredSessionFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the auto-configuration applies, when it backs off, and what it leaves to the
 * application and to Spring Boot. No Redis is needed, because no command is sent before
 * the first session.
 */
class RedisSessionAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(SslAutoConfiguration.class,
			DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class, SessionAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	/** Spring Boot applies cookie properties only if it provides the server. */
	private final WebApplicationContextRunner embedded = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withBean(TomcatServletWebServerFactory.class, () -> new TomcatServletWebServerFactory(0));

	@Test
	void aServletApplicationGetsSessionsInRedis() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(StoredSessionRepository.class)
				.hasSingleBean(SessionStore.class)
				.hasSingleBean(SessionSettings.class);
			assertThat(context.getBean(SessionRepository.class)).isInstanceOf(StoredSessionRepository.class);
			assertThat(context.getBean(SessionRepositoryFilter.class)).isInstanceOf(StoredSessionFilter.class);
		});
	}

	@Test
	void whatBootOffersForSessionsIsThere() {
		this.runner
			.withConfiguration(
					AutoConfigurations.of(EndpointAutoConfiguration.class, SessionsEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=sessions")
			.run((context) -> {
				assertThat(context).hasSingleBean(SessionTimeout.class)
					.hasSingleBean(SessionsEndpoint.class)
					.hasBean("cookieSerializer");
				DelegatingFilterProxyRegistrationBean registration = context
					.getBean("sessionRepositoryFilterRegistration", DelegatingFilterProxyRegistrationBean.class);
				assertThat(registration.getOrder()).isEqualTo(SessionRepositoryFilter.DEFAULT_ORDER);
			});
	}

	@Test
	void anApplicationWithItsOwnRepositoryIsLeftAlone() {
		this.runner.withUserConfiguration(OwnRepository.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SessionRepository.class)
				.hasSingleBean(MapSessionRepository.class)
				.doesNotHaveBean(RedisSessionAutoConfiguration.class)
				.doesNotHaveBean(RedisSessionProperties.class)
				.doesNotHaveBean(SessionRepositoryFilter.class));
	}

	@Test
	void anApplicationWithoutAWebIsLeftAlone() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RedisSessionAutoConfiguration.class)
				.doesNotHaveBean(SessionRepository.class));
	}

	@Test
	void aReactiveApplicationGetsNoServletFilter() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withBean(ServerProperties.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionRepositoryFilter.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.security", "org.springframework.web.reactive",
			"org.springframework.boot.actuate", "org.springframework.boot.webflux", "io.micrometer" })
	void theRestOfSpringMayBeMissing(String packageName) {
		this.runner.withClassLoader(new FilteredClassLoader(packageName))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(StoredSessionRepository.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.session", "org.springframework.data.redis" })
	void withoutSpringSessionOrSpringDataThereIsNothing(String packageName) {
		this.runner.withClassLoader(new FilteredClassLoader(packageName))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisSessionAutoConfiguration.class));
	}

	@Test
	void theApplicationsOwnPartsAreUsed() {
		this.runner.withUserConfiguration(OwnParts.class).run((context) -> {
			assertThat(context).hasSingleBean(AttributeCodec.class)
				.hasSingleBean(ExpiryPolicy.class)
				.hasSingleBean(RequestPolicy.class)
				.hasSingleBean(SessionStore.class);
			OwnParts own = context.getBean(OwnParts.class);
			SessionSettings settings = context.getBean(SessionSettings.class);
			assertThat(settings.codec()).isSameAs(own.codec);
			assertThat(settings.policy()).isSameAs(own.expiryPolicy);
			serve(context.getBean(SessionRepositoryFilter.class), "/asked");
			assertThat(own.store.saves).hasPositiveValue();
			assertThat(own.requestPolicy.asked).isEqualTo("/asked");
		});
	}

	@Test
	void anObserverOfTheApplicationHearsOfForgedCookies() {
		AtomicInteger refused = new AtomicInteger();
		SessionObserver observer = new SessionObserver() {

			@Override
			public void foreignIdRefused() {
				refused.incrementAndGet();
			}

		};
		this.runner.withBean(SessionObserver.class, () -> observer)
			.withUserConfiguration(OwnParts.class)
			.run((context) -> {
				serve(context.getBean(SessionRepositoryFilter.class), "/");
				assertThat(refused).hasValue(0);
				MockHttpServletRequest request = new MockHttpServletRequest();
				request.setCookies(new Cookie("SESSION", "forged"));
				context.getBean(SessionRepositoryFilter.class)
					.doFilter(request, new MockHttpServletResponse(), sessionUser());
				assertThat(refused).hasValue(1);
			});
	}

	@Test
	void aStoreOfTheApplicationNeedsNoRedis() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RedisSessionAutoConfiguration.class, SessionAutoConfiguration.class))
			.withUserConfiguration(OwnParts.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisConnectionFactory.class));
	}

	@Test
	void aRedisOfTheSessionsIsNoCandidateForOthers() {
		this.runner.withPropertyValues("redis-session.redis.url=redis://sessions.invalid:1")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RedisConnectionFactory.class)
				.hasSingleBean(StringRedisTemplate.class)
				.hasBean("redisTemplate"));
	}

	@Test
	void theRedisOfTheSessionsTakesListsInEitherForm() {
		this.runner.withPropertyValues("redis-session.redis.cluster.nodes=one.invalid:1,two.invalid:2")
			.run((context) -> assertThat(nodes(context.getBean(SessionRedis.class)))
				.containsExactlyInAnyOrder("one.invalid:1", "two.invalid:2"));
		this.runner
			.withPropertyValues("redis-session.redis.cluster.nodes[0]=one.invalid:1",
					"redis-session.redis.cluster.nodes[1]=two.invalid:2")
			.run((context) -> assertThat(nodes(context.getBean(SessionRedis.class)))
				.containsExactlyInAnyOrder("one.invalid:1", "two.invalid:2"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "client-name", "clientName", "clientname", "CLIENT_NAME" })
	void thePropertiesOfTheSessionsRedisMayBeSpelledAsAnyOther(String name) {
		this.runner
			.withPropertyValues("redis-session.redis." + name + "=sessions", "redis-session.redis.ssl.enabled=true")
			.run((context) -> {
				LettuceConnectionFactory own = context.getBean(SessionRedis.class).connectionFactory();
				assertThat(own.getClientName()).isEqualTo("sessions");
				assertThat(own.isUseSsl()).isTrue();
			});
	}

	@Test
	void theSessionsRedisMayComeFromEnvironmentVariables() {
		Map<String, Object> variables = Map.of("REDISSESSION_REDIS_HOST", "sessions.invalid",
				"REDISSESSION_REDIS_CLIENTNAME", "sessions", "REDISSESSION_EXPIRY_IDLETIMEOUT", "7m");
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource(
						StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables)))
			.run((context) -> {
				LettuceConnectionFactory own = context.getBean(SessionRedis.class).connectionFactory();
				assertThat(own.getHostName()).isEqualTo("sessions.invalid");
				assertThat(own.getClientName()).isEqualTo("sessions");
				assertThat(context.getBean(ExpiryPolicy.class).terms(null).idleTimeout())
					.isEqualTo(Duration.ofMinutes(7));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "p${x}w", "p#{1+1}w", "p$w", "${", "p\\w", "p w" })
	void aPasswordIsTakenAsItIs(String password) {
		this.runner.withPropertyValues("redis-session.redis.password=" + password, "redis-session.redis.host=h.invalid")
			.run((context) -> assertThat(context.getBean(SessionRedis.class).connectionFactory().getPassword())
				.isEqualTo(password));
	}

	@Test
	void ofSeveralConnectionFactoriesThePrimaryOneIsUsed() {
		LettuceConnectionFactory primary = new LettuceConnectionFactory("primary.invalid", 1);
		this.runner
			.withBean("other", LettuceConnectionFactory.class, () -> new LettuceConnectionFactory("other.invalid", 1))
			.withBean("primary", LettuceConnectionFactory.class, () -> primary,
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(context.getBean(SessionRedis.class).connectionFactory()).isSameAs(primary));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1s" })
	void aRequestThatMayNotWaitAtAllIsRefused(String timeout) {
		this.runner.withPropertyValues("redis-session.resilience.timeout=" + timeout)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo("redis-session.resilience.timeout")));
	}

	@Test
	void theRedisOfTheSessionsKnowsNothingOfTheApplications() {
		this.runner
			.withPropertyValues("spring.data.redis.database=7", "spring.data.redis.password=other",
					"redis-session.redis.host=sessions.invalid", "redis-session.redis.client-name=sessions")
			.run((context) -> {
				LettuceConnectionFactory own = context.getBean(SessionRedis.class).connectionFactory();
				assertThat(own.getHostName()).isEqualTo("sessions.invalid");
				assertThat(own.getDatabase()).isZero();
				assertThat(own.getPassword()).isNull();
				assertThat(own.getClientName()).isEqualTo("sessions");
				assertThat(context.getBean(LettuceConnectionFactory.class)).isNotSameAs(own);
			});
	}

	@Test
	void bootsCookiePropertiesReachTheCookie() {
		this.embedded.withUserConfiguration(OwnParts.class)
			.withPropertyValues("server.servlet.session.cookie.name=ID",
					"server.servlet.session.cookie.same-site=strict", "server.servlet.session.cookie.secure=true",
					"server.servlet.session.cookie.max-age=2h", "server.servlet.session.cookie.path=/shop",
					"server.servlet.session.cookie.domain=example.com", "server.servlet.session.cookie.http-only=false")
			.run((context) -> {
				String cookie = serve(context.getBean(SessionRepositoryFilter.class), "/").getHeader("Set-Cookie");
				assertThat(cookie).matches("ID=[\\w-]{43};.*")
					.contains("SameSite=Strict", "Secure", "Max-Age=7200", "Path=/shop", "Domain=example.com")
					.doesNotContain("HttpOnly");
			});
	}

	@Test
	void theCookieIsSafeByDefault() {
		this.embedded.withUserConfiguration(OwnParts.class).run((context) -> {
			String cookie = serve(context.getBean(SessionRepositoryFilter.class), "/").getHeader("Set-Cookie");
			assertThat(cookie).matches("SESSION=[\\w-]{43};.*").contains("HttpOnly", "SameSite=Lax", "Path=/");
		});
	}

	@Test
	void aCookieSerializerOfTheApplicationIsUsed() {
		DefaultCookieSerializer serializer = new DefaultCookieSerializer();
		serializer.setCookieName("OWN");
		this.runner.withBean(CookieSerializer.class, () -> serializer)
			.withUserConfiguration(OwnParts.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(CookieSerializer.class);
				assertThat(serve(context.getBean(SessionRepositoryFilter.class), "/").getHeader("Set-Cookie"))
					.startsWith("OWN=");
			});
	}

	private static List<String> nodes(SessionRedis redis) {
		RedisClusterConfiguration cluster = redis.connectionFactory().getClusterConfiguration();
		assertThat(cluster).isNotNull();
		return cluster.getClusterNodes().stream().map((node) -> node.getHost() + ":" + node.getPort()).toList();
	}

	private static MockHttpServletResponse serve(SessionRepositoryFilter<?> filter, String path) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
		filter.doFilter(request, response, sessionUser());
		return response;
	}

	private static MockFilterChain sessionUser() {
		return new MockFilterChain(new HttpServlet() {

			private static final long serialVersionUID = 1L;

			@Override
			protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
				request.getSession().setAttribute("name", "value");
			}

		});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRepository {

		@Bean
		MapSessionRepository ownRepository() {
			return new MapSessionRepository(new ConcurrentHashMap<>());
		}

	}

	/** One of everything that an application may replace. */
	@Configuration(proxyBeanMethods = false)
	static class OwnParts {

		private final AttributeCodec codec = new StringCodec();

		private final ExpiryPolicy expiryPolicy = (principal) -> new ExpiryTerms(Duration.ofHours(1), ExpiryTerms.NEVER,
				Duration.ZERO);

		private final CuriousPolicy requestPolicy = new CuriousPolicy();

		private final CountingStore store = new CountingStore();

		@Bean
		AttributeCodec ownCodec() {
			return this.codec;
		}

		@Bean
		ExpiryPolicy ownExpiryPolicy() {
			return this.expiryPolicy;
		}

		@Bean
		RequestPolicy ownRequestPolicy() {
			return this.requestPolicy;
		}

		@Bean
		SessionStore ownStore() {
			return this.store;
		}

	}

	private static final class CuriousPolicy implements RequestPolicy {

		private @Nullable String asked;

		@Override
		public boolean isPassive(String path) {
			this.asked = path;
			return false;
		}

	}

	/** Stores nothing and counts calls. */
	private static final class CountingStore extends SessionStoreLayer {

		private final AtomicInteger saves = new AtomicInteger();

		CountingStore() {
			super("counting", new InMemorySessionStore(InstantSource.system()));
		}

		@Override
		public CompletionStage<SaveResult> save(SessionDelta delta) {
			this.saves.incrementAndGet();
			return CompletableFuture.completedFuture(SaveResult.SAVED);
		}

	}

}
