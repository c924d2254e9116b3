package io.github.redissession.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Classes of many shapes, as applications have them.
 */
final class Shapes {

	private Shapes() {
	}

	record Point(int x, int y) {
	}

	record Checked(int value) {

		Checked {
			if (value < 0) {
				throw new IllegalArgumentException("negative");
			}
		}

	}

	record Normalised(String text) {

		Normalised {
			text = text.strip();
		}

	}

	record TwoConstructors(String name, int size) {

		TwoConstructors(String name) {
			this(name, 0);
		}

	}

	record Pair<A, B>(A first, B second) {
	}

	record Everything(byte b, short s, int i, long l, float f, double d, char c, boolean z, @Nullable Object o) {
	}

	record Node(String name, @Nullable Node next) {
	}

	sealed interface State permits Idle, Busy {

	}

	record Idle() implements State {
	}

	record Busy(long since) implements State {
	}

	record Machine(State state, List<State> history, Map<String, State> byName) {
	}

	enum Plain {

		ONE, TWO

	}

	enum WithField {

		SMALL(1), LARGE(2);

		private final int size;

		WithField(int size) {
			this.size = size;
		}

		int size() {
			return this.size;
		}

	}

	interface Named {

		String name();

	}

	enum NamedEnum implements Named {

		A

	}

	record Holder(Object any, Named named, Comparable<?> comparable, Serializable serializable) {
	}

	/**
	 * A base that compares its fields.
	 */
	abstract static class Base {

		abstract List<@Nullable Object> state();

		@Override
		public boolean equals(Object other) {
			return other != null && other.getClass() == getClass() && ((Base) other).state().equals(state());
		}

		@Override
		public int hashCode() {
			return state().hashCode();
		}

	}

	static class Bean extends Base {

		private @Nullable String name;

		private int size;

		public @Nullable String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		public void setSize(int size) {
			this.size = size;
		}

		@Override
		List<@Nullable Object> state() {
			return new ArrayList<>(java.util.Arrays.asList(this.name, this.size));
		}

	}

	static final class Child extends Bean {

		private final List<String> more = new ArrayList<>();

		void add(String text) {
			this.more.add(text);
		}

		@Override
		List<@Nullable Object> state() {
			List<@Nullable Object> state = super.state();
			state.add(this.more);
			return state;
		}

	}

	static final class PrivateConstructor extends Base {

		private String text = "";

		private PrivateConstructor() {
		}

		static PrivateConstructor of(String text) {
			PrivateConstructor created = new PrivateConstructor();
			created.text = text;
			return created;
		}

		@Override
		List<@Nullable Object> state() {
			return List.of(this.text);
		}

	}

	static final class FinalFields extends Base {

		private final String name;

		private final int size;

		FinalFields(String name, int size) {
			this.name = name;
			this.size = size;
		}

		@Override
		List<@Nullable Object> state() {
			return List.of(this.name, this.size);
		}

	}

	static final class OtherParameters extends Base {

		private final String text;

		OtherParameters(char[] characters, int times) {
			this.text = new String(characters).repeat(times);
		}

		@Override
		List<@Nullable Object> state() {
			return List.of(this.text);
		}

	}

	static final class OtherParametersSerializable extends Base implements Serializable {

		private static final long serialVersionUID = 1L;

		private final String text;

		OtherParametersSerializable(char[] characters, int times) {
			this.text = new String(characters).repeat(times);
		}

		@Override
		List<@Nullable Object> state() {
			return List.of(this.text);
		}

	}

	/**
	 * What a builder of Lombok's kind makes.
	 */
	static final class Built extends Base {

		private final String name;

		private final List<String> tags;

		private Built(String name, List<String> tags) {
			this.name = name;
			this.tags = tags;
		}

		static BuiltBuilder builder() {
			return new BuiltBuilder();
		}

		@Override
		List<@Nullable Object> state() {
			return List.of(this.name, this.tags);
		}

		static final class BuiltBuilder {

			private String name = "";

			private final List<String> tags = new ArrayList<>();

			BuiltBuilder name(String value) {
				this.name = value;
				return this;
			}

			BuiltBuilder tag(String value) {
				this.tags.add(value);
				return this;
			}

			Built build() {
				return new Built(this.name, List.copyOf(this.tags));
			}

		}

	}

	static final class Created extends Base {

		private final String name;

		private Created(String name) {
			this.name = name;
		}

		@JsonCreator
		static Created of(@JsonProperty("name") String name) {
			return new Created(name);
		}

		@Override
		List<@Nullable Object> state() {
			return List.of(this.name);
		}

	}

	record Code(@JsonValue String text) {

		@JsonCreator
		static Code of(String text) {
			return new Code(text);
		}

	}

	record Renamed(@JsonProperty("n") @JsonAlias("old") String name) {
	}

	static final class Ignoring extends Base {

		private String name = "x";

		@JsonIgnore
		private final List<String> ignored = new ArrayList<>();

		@Override
		List<@Nullable Object> state() {
			return List.of(this.name, this.ignored);
		}

	}

	static final class WithTransient extends Base {

		private final String name = "x";

		private transient @Nullable Object cache;

		@Override
		List<@Nullable Object> state() {
			this.cache = this.name;
			return List.of(this.name);
		}

	}

	static class Generic<T> extends Base {

		private final List<T> items = new ArrayList<>();

		private final Map<T, T> map = new HashMap<>();

		Generic<T> with(T item) {
			this.items.add(item);
			this.map.put(item, item);
			return this;
		}

		@Override
		List<@Nullable Object> state() {
			return List.of(this.items, this.map);
		}

	}

	static final class Numbers extends Generic<Long> {

	}

	static final class StatefulList extends ArrayList<String> {

		private static final long serialVersionUID = 1L;

		private String owner = "x";

		String owner() {
			return this.owner;
		}

	}

	static final class StatelessList extends ArrayList<String> {

		private static final long serialVersionUID = 1L;

	}

	static class Hidden extends Base {

		private String name = "outer";

		@Override
		List<@Nullable Object> state() {
			return new ArrayList<>(List.of(this.name));
		}

	}

	static final class Hiding extends Hidden {

		private String name = "inner";

		@Override
		List<@Nullable Object> state() {
			List<@Nullable Object> state = super.state();
			state.add(this.name);
			return state;
		}

	}

	final class Inner {

		private final String name = "x";

		String name() {
			return this.name;
		}

	}

	static Inner inner() {
		return new Shapes().new Inner();
	}

	static final class Recursive {

		@Nullable Object self;

		static Recursive cycle() {
			Recursive cycle = new Recursive();
			cycle.self = cycle;
			return cycle;
		}

	}

	static final class HoldsThread {

		final String name = "x";

		final Object thread = Thread.currentThread();

		@Override
		public boolean equals(Object other) {
			return other instanceof HoldsThread holder && Objects.equals(holder.name, this.name);
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

}
