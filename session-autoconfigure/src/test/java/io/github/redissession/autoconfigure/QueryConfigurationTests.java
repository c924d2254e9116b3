package io.github.redissession.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

import io.github.redissession.core.SessionSettings;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.ReactiveSessionSearch;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.spi.SessionAttributeIndexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How an application declares by which attributes its sessions can be found.
 */
class QueryConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(SslAutoConfiguration.class,
			DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class, SessionAutoConfiguration.class);

	private static final String ATTRIBUTES = "redis-session.query.attributes.";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void nothingIsIndexedWithoutADeclaration() {
		this.runner.withPropertyValues("redis-session.events.enabled=false").run((context) -> {
			assertThat(context.getBean(SessionSearch.class).attributes()).isEmpty();
			assertThat(context.getBean(SessionSearch.class).backend()).isEqualTo(SearchBackend.AUTO);
			assertThat(context.getBean(SessionSettings.class).indexer().isIndexed("cart")).isFalse();
			assertThat(context.getBean(RedisSettings.class).grace()).isZero();
			assertThat(context).doesNotHaveBean(ReactiveSessionSearch.class);
		});
	}

	@Test
	void propertiesAndBeansDeclareWhatIs() {
		this.runner
			.withPropertyValues(ATTRIBUTES + "sku.path=cart.lines.sku", ATTRIBUTES + "total.path=cart.total",
					ATTRIBUTES + "total.type=numeric", "redis-session.events.enabled=false")
			.withBean(SessionAttributeIndexer.class, Size::new)
			.run((context) -> {
				assertThat(context.getBean(SessionSearch.class).attributes()).containsExactly(
						IndexedAttribute.of("size", "list", IndexType.NUMERIC),
						IndexedAttribute.of("sku", "cart.lines.sku", IndexType.TAG),
						IndexedAttribute.of("total", "cart.total", IndexType.NUMERIC));
				assertThat(context.getBean(SessionSettings.class).indexer().isIndexed("list")).isTrue();
				assertThat(context.getBean(RedisSettings.class).grace()).hasMinutes(1);
				assertThat(context.getBean(RedisSettings.class).indexes().indexes(Map.of("idx:sku", "apple")))
					.hasSize(1);
			});
	}

	@Test
	void withRedisSearchForSureNoSetsAreKept() {
		this.runner.withPropertyValues(ATTRIBUTES + "sku.path=cart.lines.sku", "redis-session.query.backend=search")
			.run((context) -> assertThat(
					context.getBean(RedisSettings.class).indexes().indexes(Map.of("idx:sku", "apple")))
				.isEmpty());
	}

	@Test
	void withNoBackendNothingIsKeptAndAskingSaysWhatToSet() {
		this.runner.withPropertyValues(ATTRIBUTES + "sku.path=cart.lines.sku", "redis-session.query.backend=none")
			.run((context) -> {
				assertThat(context.getBean(SessionSettings.class).indexer().isIndexed("cart")).isFalse();
				SessionSearch search = context.getBean(SessionSearch.class);
				assertThatExceptionOfType(SessionQueryException.class)
					.isThrownBy(() -> search.count(SessionQuery.all()))
					.withMessageContaining("redis-session.query.backend");
			});
	}

	@ParameterizedTest
	@CsvSource({ "sku.path=, path", "sku.type=tag, path", "sku.path=a..b, a..b", "a-b.path=cart, a-b",
			"created.path=cart, 'created'", "size.path=cart, two indexed attributes" })
	void aBadDeclarationSaysWhichPropertyToSet(String property, String about) {
		this.runner.withPropertyValues(ATTRIBUTES + property)
			.withBean(SessionAttributeIndexer.class, Size::new)
			.run((context) -> {
				Throwable failure = context.getStartupFailure();
				assertThat(failure).rootCause().isInstanceOf(RedisSessionStartupException.class);
				FailureAnalysis analysis = new RedisSessionFailureAnalyzer().analyze(failure);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains(about);
				assertThat(analysis.getAction()).contains("redis-session.query.attributes");
			});
	}

	@Test
	void anUnknownTypeStopsTheApplication() {
		this.runner.withPropertyValues(ATTRIBUTES + "sku.path=cart", ATTRIBUTES + "sku.type=text")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("text"));
	}

	@Test
	void aWebFluxApplicationMayAskWithoutWaiting() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withBean(ServerProperties.class)
			.run((context) -> assertThat(context).hasSingleBean(ReactiveSessionSearch.class)
				.hasSingleBean(SessionSearch.class));
	}

	/** Indexes the size of a list. */
	private static final class Size implements SessionAttributeIndexer {

		@Override
		public IndexedAttribute attribute() {
			return IndexedAttribute.of("size", "list", IndexType.NUMERIC);
		}

		@Override
		public Collection<?> values(Object value) {
			return List.of(((Collection<?>) value).size());
		}

	}

}
