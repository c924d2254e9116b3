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
				new Card("3"), new Drawing(List.of(new Circle(1L)), new Circle("x")), new Circle(2f));
		Page<Item> page = new Page<>();
		page.content.add(item());
		page.first = item();
		page.byTime.put(Instant.EPOCH, item());
		JdkSamples.addAll(samples, "generic", page,
				new Boxes(new Box<>(item()), List.of(new Box<>(5L)), page, new LongId(5L),
						Map.of("a", new Box<>(page))),
				new Bounds(List.of(1L, 2f), new java.util.ArrayDeque<>(), new Object[] { 1L, "x" }, "text",
						Map.of(5L, "a", "b", 7), Map.of(Instant.EPOCH, 1L), Map.of(Operation.PLUS, List.of(1)),
						Operation.MINUS, Color.RED, new java.util.HashSet<>(Set.of(1L)),
						Map.of(5L, Map.of(6L, Color.BLUE)), new java.util.ArrayList<>(List.of(1L)), -0.0, 'x', 5L));
		samples.putAll(SharedSamples.all());
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

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	interface Shape {

	}

	record Circle(Object radius) implements Shape {
	}

	record Drawing(List<Shape> shapes, Shape frame) {
	}

	static class Page<T> {

		final List<T> content = new ArrayList<>();

		final Map<Instant, T> byTime = new HashMap<>();

		@Nullable T first;

		@Override
		public boolean equals(Object other) {
			return other instanceof Page<?> page && page.content.equals(this.content)
					&& Objects.equals(page.first, this.first) && page.byTime.equals(this.byTime);
		}

		@Override
		public int hashCode() {
			return this.content.hashCode();
		}

	}

	abstract static class Id<T> {

		T value;

		Id(T value) {
			this.value = value;
		}

		@Override
		public boolean equals(Object other) {
			return other != null && other.getClass() == getClass() && ((Id<?>) other).value.equals(this.value);
		}

		@Override
		public int hashCode() {
			return this.value.hashCode();
		}

	}

	static final class LongId extends Id<Long> {

		LongId(Long value) {
			super(value);
		}

	}

	record Boxes(Box<Item> item, List<Box<Long>> numbers, Page<Item> page, Id<Long> id,
			Map<String, Box<Page<Item>>> deep) {
	}

	record Bounds(List<? extends Number> numbers, java.util.Deque<Object> queue, Object array,
			java.io.Serializable text, Map<Object, Object> mixed, Map<Instant, Long> byTime,
			Map<Operation, List<Integer>> byOperation, Operation operation, Enum<?> any, java.util.Collection<Long> set,
			Map<Long, Map<Long, Color>> nested, Iterable<Long> list, Number zero, Comparable<?> character, Long boxed) {

		@Override
		public boolean equals(Object other) {
			return other instanceof Bounds bounds && bounds.toString().equals(toString());
		}

		@Override
		public int hashCode() {
			return 1;
		}

		@Override
		public String toString() {
			return this.numbers + " " + this.queue.getClass() + java.util.Arrays.deepToString((Object[]) this.array)
					+ this.text + this.mixed.equals(Map.of(5L, "a", "b", 7)) + this.byTime + this.byOperation
					+ this.operation + this.any + this.set.getClass() + this.set + this.nested + this.list.getClass()
					+ this.list + this.zero + this.character.getClass() + this.boxed;
		}

	}

}
