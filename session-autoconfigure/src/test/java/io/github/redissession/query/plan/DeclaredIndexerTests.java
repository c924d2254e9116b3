package io.github.redissession.query.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.engine.QuerySite;
import io.github.redissession.spi.SessionAttributeIndexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The values that are extracted from attributes.
 */
class DeclaredIndexerTests {

	@Test
	void aPathLeadsThroughFieldsListsAndMaps() {
		QuerySite.Cart cart = QuerySite.Cart.of(7.50, "apple", "pear", "apple");
		assertThat(tag("cart.lines.sku", cart)).isEqualTo("apple,pear");
		assertThat(tag("cart.lines.sku", List.of(cart, Map.of("lines", Map.of("sku", "fig")))))
			.isEqualTo("apple,pear,fig");
		assertThat(number("cart.total", cart)).isEqualTo("7.5");
		assertThat(number("cart.total", Map.of("total", new BigDecimal("1E+3")))).isEqualTo("1000");
		assertThat(number("cart.total", Map.of("total", "7.20"))).isEqualTo("7.2");
		assertThat(number("cart", -0.0)).isEqualTo("0");
		assertThat(tag("cart", Thread.State.NEW)).isEqualTo("NEW");
		assertThat(tag("cart", List.of())).isNull();
		assertThat(tag("cart.lines.sku", QuerySite.Cart.of(null))).isNull();
		assertThat(tag("cart.none.at.all", cart)).isNull();
		assertThat(tag("cart.lines", null)).isNull();
	}

	@Test
	void whatCannotBeExtractedIsNotIndexed() {
		assertThat(tag("cart.lines", QuerySite.Cart.of(1.0, "apple"))).isNull();
		assertThat(number("cart", "seven")).isNull();
		assertThat(number("cart", Double.NaN)).isNull();
		assertThat(number("cart", List.of(1, 2))).isNull();
		Map<String, Object> cycle = new HashMap<>();
		cycle.put("self", cycle);
		assertThat(tag("cart.self.self", cycle)).isNull();
		assertThat(tag("cart.fails", new Failing())).isNull();
	}

	@Test
	void onlyTheFirstOfVeryManyValuesAreIndexed() {
		List<Integer> many = IntStream.range(0, 1000).boxed().toList();
		assertThat(String.valueOf(tag("cart", many)).split(",")).hasSize(DeclaredIndexer.MOST_VALUES);
	}

	@Test
	void anAttributeThatIsNotDeclaredIsNotLookedAt() {
		DeclaredIndexer indexer = indexer(IndexedAttribute.of("sku", "cart.sku", IndexType.TAG));
		assertThat(indexer.isIndexed("other")).isFalse();
		assertThat(indexer.isIndexed("cart")).isTrue();
		assertThat(indexer.details("other", "x")).isEmpty();
		assertThat(indexer.details("cart", null)).containsOnlyKeys("idx:sku").containsValue(null);
	}

	@Test
	void aBeanSaysWhatAPathCannot() {
		SessionAttributeIndexer bean = new SessionAttributeIndexer() {

			@Override
			public IndexedAttribute attribute() {
				return IndexedAttribute.of("size", "cart", IndexType.NUMERIC);
			}

			@Override
			public Collection<?> values(Object value) {
				return List.of(((Collection<?>) value).size());
			}

		};
		DeclaredIndexer indexer = new DeclaredIndexer(new DeclaredAttributes(List.of(), List.of(bean)));
		assertThat(indexer.details("cart", List.of("a", "b"))).containsEntry("idx:size", "2");
		assertThat(indexer.details("cart", "no list")).containsEntry("idx:size", null);
		assertThatExceptionOfType(SessionQueryException.class)
			.isThrownBy(() -> new DeclaredAttributes(List.of(bean.attribute()), List.of(bean)))
			.withMessageContaining("two indexed attributes");
	}

	@Test
	void aDeclarationThatMakesNoSenseIsRefused() {
		for (String name : List.of("", "a b", "1a", "a-b", "a:b", "x".repeat(65), "ä")) {
			assertThatExceptionOfType(SessionQueryException.class).as(name)
				.isThrownBy(() -> IndexedAttribute.of(name, "cart", IndexType.TAG));
		}
		for (String path : List.of("", ".", "cart.", ".sku", "a..b", " ")) {
			assertThatExceptionOfType(SessionQueryException.class).as(path)
				.isThrownBy(() -> IndexedAttribute.of("sku", path, IndexType.TAG));
		}
	}

	@Test
	void whatEverySessionHasCannotBeDeclared() {
		for (String name : List.of("created", "accessed", "expires", "principal")) {
			assertThatExceptionOfType(SessionQueryException.class).as(name)
				.isThrownBy(() -> IndexedAttribute.of(name, "cart", IndexType.TAG))
				.withMessageContaining("'%s'", name)
				.withMessageContaining("another name");
		}
	}

	private static @Nullable String tag(String path, @Nullable Object value) {
		return indexer(IndexedAttribute.of("name", path, IndexType.TAG)).details("cart", value).get("idx:name");
	}

	private static @Nullable String number(String path, @Nullable Object value) {
		return indexer(IndexedAttribute.of("name", path, IndexType.NUMERIC)).details("cart", value).get("idx:name");
	}

	private static DeclaredIndexer indexer(IndexedAttribute... attributes) {
		return new DeclaredIndexer(new DeclaredAttributes(new ArrayList<>(List.of(attributes)), List.of()));
	}

	/** A list whose size is not to be asked for. */
	static final class Failing extends ArrayList<String> {

		private static final long serialVersionUID = 1L;

		@Override
		public java.util.Iterator<String> iterator() {
			throw new IllegalStateException("on purpose");
		}

		@Override
		public int size() {
			throw new IllegalStateException("on purpose");
		}

	}

}
