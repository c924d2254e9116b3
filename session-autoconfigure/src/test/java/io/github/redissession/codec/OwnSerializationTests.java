package io.github.redissession.codec;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.SessionAttributeCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A singleton comes back as itself, and what a class does in its own serialization is
 * done, or the class is refused.
 */
class OwnSerializationTests {

	private static final CodecSettings SETTINGS = CodecSettings
		.of(List.of(OwnSerializationTests.class.getPackageName()), OwnSerializationTests.class.getClassLoader());

	private static final EnvelopeCodec CODEC = new EnvelopeCodec(SETTINGS);

	static Stream<Object> singletons() {
		return Stream.of(Single.INSTANCE, Guarded.THE_ONE, Held.instance(), Status.OPEN, Status.CLOSED, Plus.A, Plus.B,
				Level.of("high"), Amount.ZERO);
	}

	@ParameterizedTest
	@MethodSource("singletons")
	void aSingletonComesBackAsItself(Object single) {
		for (AttributeFormat format : List.of(AttributeFormat.JSON, AttributeFormat.SMILE, AttributeFormat.CBOR)) {
			EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
			assertThat(codec.decode("a", codec.encode("a", single))).isSameAs(single);
			List<?> list = (List<?>) codec.decode("a", codec.encode("a", new ArrayList<>(List.of(single, single))));
			assertThat(list.get(0)).isSameAs(single).isSameAs(list.get(1));
			assertThat(((AnyBox) codec.decode("a", codec.encode("a", new AnyBox(single)))).content()).isSameAs(single);
		}
	}

	@Test
	void aSingletonComesBackAsItselfWhereItsTypeIsDeclared() {
		Declared value = new Declared(Single.INSTANCE, Status.CLOSED, Held.instance(), Level.of("low"), Amount.ZERO);
		assertThat(CODEC.decode("a", CODEC.encode("a", value))).isEqualTo(value);
		assertThat(CODEC.decode("a", CODEC.encode("a", new Single[] { Single.INSTANCE })))
			.isEqualTo(new Single[] { Single.INSTANCE });
	}

	@Test
	void whatWasStoredOfASingletonBeforeIsRead() {
		for (String content : List.of("{}", "{\"gone\":{\"a\":[1]},\"b\":2}")) {
			assertThat(CODEC.decode("a", ("{\"@" + Single.class.getName() + "\":" + content + "}").getBytes()))
				.isSameAs(Single.INSTANCE);
		}
		assertThat(CODEC.decode("a", ("{\"@" + Status.class.getName() + "\":{\"text\":\"x\"}}").getBytes()))
			.isInstanceOf(Status.class)
			.hasToString("x");
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> CODEC.decode("a", ("{\"@" + Status.class.getName() + "\":\"GONE\"}").getBytes()));
	}

	@Test
	void anotherInstanceIsAValue() {
		assertThat(CODEC.decode("a", CODEC.encode("a", Amount.of(5)))).hasToString("5");
		assertThat(CODEC.decode("a", CODEC.encode("a", new Money(0)))).isEqualTo(Money.ZERO);
		assertThat(new String(CODEC.encode("a", Money.ZERO))).contains("{\"cents\":0}");
	}

	@Test
	void aSingletonInAFieldThatMayChangeIsRefused() {
		Lazy lazy = Lazy.instance();
		assertRefused(lazy, "make the field final, or give the class a readResolve method");
	}

	static Stream<Object> losing() {
		Writer writer = new Writer();
		writer.lost.put("a", 1);
		Replaced replaced = new Replaced(5);
		External external = new External();
		external.lost = "x";
		Child child = new Child();
		child.lost.put("a", 1);
		return Stream.of(writer, replaced, external, child);
	}

	@ParameterizedTest
	@MethodSource("losing")
	void aClassThatWritesItsTransientFieldsItselfIsRefused(Object value) {
		for (Object each : List.of(value, new AnyBox(value), new ArrayList<>(List.of(value)))) {
			assertRefused(each, "which would be lost; map the attribute to jdk with redis-session.codec.formats");
		}
	}

	@ParameterizedTest
	@MethodSource("losing")
	void theFormatJdkKeepsThemAsAdvised(Object value) {
		EnvelopeCodec jdk = new EnvelopeCodec(SETTINGS.withChoices(new FormatRules(Map.of("a", FormatChoice.JDK))));
		assertThat(jdk.decode("a", jdk.encode("a", value))).isEqualTo(value);
	}

	@Test
	void aCodecOfTheApplicationKeepsThemAsAdvised() {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withCodecs(List.of(new WriterCodec())));
		Writer writer = new Writer();
		writer.lost.put("a", 1);
		assertThat(codec.decode("a", codec.encode("a", writer))).isEqualTo(writer);
	}

	@Test
	void aClassThatJacksonsAnnotationsDescribeIsStored() {
		Described value = new Described("x");
		assertThat(CODEC.decode("a", CODEC.encode("a", value))).isEqualTo(value);
	}

	@ParameterizedTest
	@EnumSource
	void aTransientFieldThatTheConstructorSetsIsNotMissed(AttributeFormat format) {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
		Restoring value = new Restoring();
		value.name = "x";
		Restoring read = (Restoring) codec.decode("a", codec.encode("a", value));
		assertThat(read.name).isEqualTo("x");
		assertThat(read.cache).isEmpty();
	}

	@Test
	void aTransientFieldThatOnlyReadObjectSetsIsRefused() {
		assertRefused(Unrestored.of("x"), "restores the transient field cache in its readObject method");
		assertRefused(new ArrayList<>(List.of(Unrestored.of("x"))),
				"map the attribute to jdk with redis-session.codec.formats");
		EnvelopeCodec jdk = new EnvelopeCodec(SETTINGS.withFormats(AttributeFormat.JDK));
		assertThat(((Unrestored) jdk.decode("a", jdk.encode("a", Unrestored.of("x")))).cache).isEmpty();
	}

	private static void assertRefused(Object value, String advice) {
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> CODEC.encode("a", value))
				.withMessageContaining(advice);
		}
	}

	record AnyBox(Object content) implements Serializable {
	}

	record Declared(Single single, Status status, Held held, Level level, Amount amount) {
	}

	static final class Single {

		static final Single INSTANCE = new Single();

		private Single() {
		}

	}

	/**
	 * Allows no second instance, not even by reflection.
	 */
	static final class Guarded {

		static final Guarded THE_ONE = new Guarded();

		@SuppressWarnings("StaticAssignmentInConstructor")
		private static boolean made;

		private Guarded() {
			if (made) {
				throw new IllegalStateException("A second instance");
			}
			made = true;
		}

	}

	static final class Held {

		private Held() {
		}

		static Held instance() {
			return Holder.HELD;
		}

		private static final class Holder {

			static final Held HELD = new Held();

		}

	}

	static final class Lazy {

		private static @Nullable Lazy instance;

		private Lazy() {
		}

		static Lazy instance() {
			if (instance == null) {
				instance = new Lazy();
			}
			return instance;
		}

	}

	/**
	 * An enum of the old kind.
	 */
	static final class Status {

		static final Status OPEN = new Status("open");

		static final Status CLOSED = new Status("closed");

		private String text = "";

		@SuppressWarnings("unused")
		private Status() {
		}

		private Status(String text) {
			this.text = text;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	static class Plus {

		static final Plus A = new Plus();

		static final Plus B = new Plus();

		private Plus() {
		}

	}

	static final class Amount {

		static final Amount ZERO = new Amount(0);

		private final int number;

		@JsonCreator
		private Amount(@JsonProperty("number") int number) {
			this.number = number;
		}

		static Amount of(int number) {
			return new Amount(number);
		}

		@Override
		public String toString() {
			return "" + this.number;
		}

	}

	record Money(int cents) {

		static final Money ZERO = new Money(0);

	}

	/**
	 * Resolves to one of its instances.
	 */
	static final class Level implements Serializable {

		private static final long serialVersionUID = 1L;

		private static final Map<String, Level> ALL = new HashMap<>(
				Map.of("high", new Level("high"), "low", new Level("low")));

		private String name = "";

		@SuppressWarnings("unused")
		private Level() {
		}

		private Level(String name) {
			this.name = name;
		}

		static Level of(String name) {
			return Objects.requireNonNull(ALL.get(name));
		}

		private Object readResolve() {
			return of(this.name);
		}

	}

	@SuppressWarnings("serial")
	static class Writer implements Serializable {

		private static final long serialVersionUID = 1L;

		transient Map<String, Integer> lost = new HashMap<>();

		private void writeObject(ObjectOutputStream out) throws IOException {
			out.defaultWriteObject();
			out.writeObject(this.lost);
		}

		@SuppressWarnings("unchecked")
		private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
			in.defaultReadObject();
			this.lost = (Map<String, Integer>) in.readObject();
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Writer writer && writer.lost.equals(this.lost);
		}

		@Override
		public int hashCode() {
			return this.lost.hashCode();
		}

	}

	static final class Child extends Writer {

		private static final long serialVersionUID = 1L;

	}

	static final class WriterCodec implements SessionAttributeCodec {

		@Override
		public String name() {
			return "writer";
		}

		@Override
		public boolean supports(Class<?> type) {
			return type == Writer.class;
		}

		@Override
		public byte[] encode(Object value) {
			return String.valueOf(((Writer) value).lost.get("a")).getBytes();
		}

		@Override
		public Object decode(byte[] bytes) {
			Writer writer = new Writer();
			writer.lost.put("a", Integer.valueOf(new String(bytes)));
			return writer;
		}

	}

	static final class Replaced implements Serializable {

		private static final long serialVersionUID = 1L;

		private final transient int number;

		Replaced(int number) {
			this.number = number;
		}

		private Object writeReplace() {
			return new Proxy(this.number);
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Replaced replaced && replaced.number == this.number;
		}

		@Override
		public int hashCode() {
			return this.number;
		}

		private record Proxy(int number) implements Serializable {

			private Object readResolve() {
				return new Replaced(this.number);
			}

		}

	}

	@SuppressWarnings("serial")
	public static final class External implements Externalizable {

		transient @Nullable String lost;

		@Override
		public void writeExternal(ObjectOutput out) throws IOException {
			out.writeUTF(Objects.requireNonNull(this.lost));
		}

		@Override
		public void readExternal(ObjectInput in) throws IOException {
			this.lost = in.readUTF();
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof External external && Objects.equals(external.lost, this.lost);
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	static final class Described implements Serializable {

		private static final long serialVersionUID = 1L;

		private final String name;

		private final transient int length;

		@JsonCreator
		Described(@JsonProperty("name") String name) {
			this.name = name;
			this.length = name.length();
		}

		private void writeObject(ObjectOutputStream out) throws IOException {
			out.defaultWriteObject();
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Described described && described.name.equals(this.name)
					&& described.length == this.length;
		}

		@Override
		public int hashCode() {
			return this.length;
		}

	}

	static final class Restoring implements Serializable {

		private static final long serialVersionUID = 1L;

		@Nullable String name;

		transient Map<String, String> cache = new HashMap<>();

		private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
			in.defaultReadObject();
			this.cache = new HashMap<>();
		}

	}

	static final class Unrestored implements Serializable {

		private static final long serialVersionUID = 1L;

		@Nullable String name;

		transient @Nullable Map<String, String> cache;

		static Unrestored of(String name) {
			Unrestored unrestored = new Unrestored();
			unrestored.name = name;
			unrestored.cache = new HashMap<>();
			return unrestored;
		}

		private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
			in.defaultReadObject();
			this.cache = new HashMap<>();
		}

	}

}
