package io.github.redissession.codec;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Classes as an application has them.
 */
final class Shop {

	private Shop() {
	}

	static Map<String, Object> all() {
		Map<String, Object> samples = new LinkedHashMap<>();
		Map<Long, String> byLong = Map.of(1L, "a", 2L, "b");
		JdkSamples.addAll(samples, "record", item(),
				new Order(UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"), List.of(item(), item()), byLong,
						Optional.of(item()), Color.BLUE, 5L, new int[0].length, null, Set.of(Color.RED),
						new Object[] { 1L }.length, Map.of(item(), List.of(Instant.EPOCH))),
				new Empty(), new Box<>(5L), new Box<>(new Box<>(List.of(1L))), new Anything(1L, 2L, 3f, "x"),
				new WithDerived(2));
		Cart cart = new Cart("owner");
		cart.add(item());
		cart.put(Color.RED, 5L);
		JdkSamples.addAll(samples, "bean", cart, new Cart(null), new Cat("Tom", 9L), new SubCart("x", 7L),
				new Created("a", 5), new Zoo(new Dog("Rex"), List.of(new Dog("a"), new Cat("b", 1L))), new Marker(),
				new Holder(new Cart("x"), new SubCart("y", 1L)), new Prices(Map.of(5L, BigDecimal.TEN)));
		JdkSamples.addAll(samples, "annotated", new Payments(List.of(new Card("1"), new Invoice(5L)), new Card("2")),
				new Card("3"));
		return samples;
	}

	static Item item() {
		return new Item("sku", new Money(new BigDecimal("9.90"), Currency.getInstance("EUR")), 3, Locale.GERMANY);
	}

	enum Color {

		RED, BLUE;

		@Override
		public String toString() {
			return "the colour " + name();
		}

	}

	enum Operation {

		PLUS {
			@Override
			int apply(int a, int b) {
				return a + b;
			}
		},

		MINUS {
			@Override
			int apply(int a, int b) {
				return a - b;
			}
		};

		abstract int apply(int a, int b);

	}

	record Money(BigDecimal amount, Currency currency) {
	}

	record Item(String sku, Money price, int quantity, Locale locale) {
	}

	record Order(UUID id, List<Item> items, Map<Long, String> notes, Optional<Item> gift, Color color, Object reference,
			int count, @Nullable String missing, Set<Color> colors, long total, Map<Item, List<Instant>> history) {
	}

	record Empty() {
	}

	record Box<T>(T content) {
	}

	record Anything(Object object, Number number, Comparable<?> comparable, CharSequence text) {
	}

	record WithDerived(int count) {

		public boolean isEmpty() {
			return this.count == 0;
		}

		public int getDouble() {
			return this.count * 2;
		}

	}

	static class Cart {

		private final List<Item> items = new ArrayList<>();

		private final EnumMap<Color, Object> colors = new EnumMap<>(Color.class);

		private final Map<String, Object> more = new HashMap<>();

		private @Nullable String owner;

		private transient String cached = "cached";

		@SuppressWarnings("unused")
		private Cart() {
			this.cached = "read";
		}

		Cart(@Nullable String owner) {
			this.owner = owner;
			this.more.put("self", 5L);
		}

		void add(Item item) {
			this.items.add(item);
		}

		void put(Color color, Object value) {
			this.colors.put(color, value);
		}

		public String getCached() {
			return this.cached;
		}

		public int getFailing() {
			throw new IllegalStateException("A getter is not called");
		}

		@Override
		public boolean equals(Object other) {
			return other != null && other.getClass() == getClass() && state().equals(((Cart) other).state());
		}

		@Override
		public int hashCode() {
			return state().hashCode();
		}

		List<Object> state() {
			return new ArrayList<>(java.util.Arrays.asList(this.items, this.colors, this.more, this.owner));
		}

	}

	static final class SubCart extends Cart {

		private final Long number;

		SubCart(String owner, Long number) {
			super(owner);
			this.number = number;
		}

		@Override
		List<Object> state() {
			List<Object> state = super.state();
			state.add(this.number);
			return state;
		}

	}

	record Holder(Cart exact, Cart sub) {
	}

	static final class Created {

		private final String name;

		private final int size;

		private Created(String name, int size) {
			this.name = name;
			this.size = size;
		}

		@JsonCreator
		static Created of(@JsonProperty("name") String name, @JsonProperty("size") int size) {
			return new Created(name, size);
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Created created && created.name.equals(this.name) && created.size == this.size;
		}

		@Override
		public int hashCode() {
			return Objects.hash(this.name, this.size);
		}

	}

	interface Animal {

	}

	record Cat(String name, Object lives) implements Animal {
	}

	record Dog(String name) implements Animal {
	}

	record Zoo(Animal star, List<Animal> others) {
	}

	static final class Marker {

		@Override
		public boolean equals(Object other) {
			return other instanceof Marker;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	static final class Prices extends HashMap<Long, BigDecimal> {

		private static final long serialVersionUID = 1L;

		@SuppressWarnings("unused")
		Prices() {
		}

		Prices(Map<Long, BigDecimal> prices) {
			super(prices);
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Card.class, name = "card"),
			@JsonSubTypes.Type(value = Invoice.class, name = "invoice") })
	interface Payment {

	}

	record Card(String number) implements Payment {
	}

	record Invoice(Object days) implements Payment {
	}

	record Payments(List<Payment> payments, Payment first) {
	}

}
