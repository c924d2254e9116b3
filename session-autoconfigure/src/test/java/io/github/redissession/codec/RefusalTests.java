package io.github.redissession.codec;

import java.math.BigInteger;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.WeakHashMap;
import java.util.SimpleTimeZone;
import java.util.Properties;
import java.util.IdentityHashMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.CacheControl;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What cannot or may not be read back is refused when it is written, and again when it is
 * read.
 */
class RefusalTests {

	private static final String SECRET = "s3cr3t";

	private static final String PACKAGE = RefusalTests.class.getPackageName();

	private static final EnvelopeCodec CODEC = codec(PACKAGE);

	private static EnvelopeCodec codec(String... packages) {
		return new EnvelopeCodec(CodecSettings.of(List.of(packages), RefusalTests.class.getClassLoader()));
	}

	static Stream<Object> refused() {
		Supplier<String> lambda = () -> SECRET;
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		List<Object> deep = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			deep = new ArrayList<>(List.of(deep));
		}
		Node node = new Node();
		node.next = node;
		return Stream.of(new Object(), lambda, new Object() {
			@SuppressWarnings("unused")
			private final String secret = SECRET;

		}, new HashMap<>(Map.of("a", lambda)), new RefusalTests().new Inner(), cycle, deep, node,
				new NoConstructor(SECRET, 0, 0), Forgetful.of(SECRET), new OnlyTransient(), new StatefulList(),
				new Wrapper(new AtomicIntegerArray(1)), new Wrapper(new MockHttpServletRequest()),
				new AtomicIntegerArray(1), new SimpleTimeZone(5, "own"),
				new GregorianCalendar(new SimpleTimeZone(5, "own")), Pattern.compile("a", Pattern.CANON_EQ),
				new IdentityHashMap<>(), new WeakHashMap<>(), new ArrayBlockingQueue<>(1), withDefaults(),
				Thread.currentThread(), String.class, new Date[1][1][1][1][1], BigInteger.TEN.pow(5000),
				new TreeMap<>(Comparator.comparing(Object::toString)), new MockHttpServletRequest(),
				new Foreign(new java.awt.Point(1, 2)), new Classy(String.class), new Owner(new Pet(SECRET)),
				new java.io.File("/"), url("ftp://example.com"), new java.io.File("/").toPath(),
				List.of(new ArrayList<Object>() {
					private static final long serialVersionUID = 1L;

					{
						add(1);
					}
				}));
	}

	private static Properties withDefaults() {
		Properties defaults = new Properties();
		defaults.setProperty("a", "b");
		return new Properties(defaults);
	}

	private static URL url(String text) {
		try {
			return URI.create(text).toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@MethodSource("refused")
	void isRefusedWhenItIsWritten(Object value) {
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> CODEC.encode("cart", value))
				.withMessageContaining("'cart'")
				.withMessageContaining(value.getClass().getName())
				.withMessageContaining("redis-session.codec.allowed-packages")
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(SECRET));
		}
	}

	@Test
	void theMessageSaysWhereAndWhatToDo() {
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> CODEC.encode("cart", new Owner(new Pet(SECRET))))
			.withMessageContaining("(at Owner.pet")
			.withMessageContaining("@JsonCreator");
	}

	@ParameterizedTest
	@EnumSource
	void aRefusalInACycleSaysWhere(AttributeFormat format) {
		EnvelopeCodec codec = new EnvelopeCodec(
				CodecSettings.of(List.of(PACKAGE), RefusalTests.class.getClassLoader()).withFormats(format));
		Team team = new Team(new ArrayList<>());
		team.members.add(new Member(team, "x"));
		assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> codec.encode("team", team))
			.withMessageContaining("contains itself")
			.withMessageContaining("(at Team.members > Member.team)");
		team.members.set(0, new Member(team, new AtomicIntegerArray(1)));
		assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> codec.encode("team", team))
			.withMessageContaining("AtomicIntegerArray")
			.withMessageContaining("(at Team.members > Member.content)");
	}

	@Test
	void aFieldThatHidesAnotherIsRefused() {
		for (Object value : List.of(new Hiding(SECRET), new Wrapper(new Hiding(SECRET)))) {
			assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> CODEC.encode("cart", value))
				.withMessageContaining("has two fields named name")
				.withMessageContaining("rename the one in " + Named.class.getName());
		}
		Remembering value = new Remembering(5);
		assertThat(CODEC.decode("cart", CODEC.encode("cart", value))).isInstanceOf(Remembering.class);
	}

	@Test
	void aPackageIsNotAllowedByTheBeginningOfItsName() {
		String prefix = PACKAGE.substring(0, PACKAGE.length() - 2);
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> codec(prefix).encode("a", Shop.item()))
			.withMessageContaining(Shop.Item.class.getName() + " is not allowed");
		byte[] bytes = CODEC.encode("a", Shop.item());
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> codec(prefix).decode("a", bytes));
	}

	@Test
	void aSubPackageAndNestedClassesAreAllowed() {
		EnvelopeCodec codec = codec("io.github.redissession");
		assertThat(codec.decode("a", codec.encode("a", Shop.item()))).isEqualTo(Shop.item());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "java.util", "java", "*", "com.shop.*", "com..shop", "jdk.internal" })
	void aPackageMustBeThatOfAnApplication(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> codec(name))
			.withMessageContaining("redis-session.codec.allowed-packages");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", " ", "{", "[1", "[1]]", "\"a\" \"b\"", "5000000000x", "nul", "{\"@Long\":5",
			"{\"@Long\":5}{}", "{\"@Long\":null}", "{\"@Long\":5,\"x\":1}", "{\"@\":1}", "{\"@Object\":{}}",
			"{\"@List\":[]}", "{\"@int\":5}", "{\"@Long\":\"s3cr3t\"}", "{\"@Instant\":\"s3cr3t\"}",
			"{\"@BigDecimal\":\"1e99999999999\"}", "{\"@Optional\":[1,2]}", "{\"@singletonList\":[]}",
			"{\"@emptyMap\":{\"a\":1}}", "{\"@Map.of\":[[null,1]]}", "{\"@TreeMap\":[[{\"@Long\":1},1],[\"a\",2]]}",
			"{\"@HashMap\":[1]}", "{\"@HashMap\":[[1,2,3]]}", "{\"@EnumSet<Long>\":[]}", "{\"@EnumSet<\":[]}",
			"{\"@EnumMap<java.lang.Thread$State>\":{}}", "{\"@EnumSet<DayOfWeek>\":[\"s3cr3t\"]}",
			"{\"@DayOfWeek\":\"s3cr3t\"}", "{\"@URL\":\"jar:file:/tmp/x.jar!/\"}", "{\"@URL\":\"ftp://example.com\"}",
			"{\"@TimeZone\":\"s3cr3t\"}", "{\"@java.lang.Long\":5}", "{\"@[Ljava.lang.String;\":[]}",
			"{\"@Long[][][][][]\":[]}", "{\"@com.sun.rowset.JdbcRowSetImpl\":{\"dataSourceName\":\"ldap://x/y\"}}",
			"{\"@java.net.URLClassLoader\":{}}", "{\"@javax.naming.InitialContext\":{}}",
			"{\"@org.springframework.context.support.ClassPathXmlApplicationContext\":\"http://x\"}",
			"{\"@org.springframework.security.core.Authentication\":{}}",
			"{\"@org.springframework.security.ldap.DefaultSpringSecurityContextSource\":{}}",
			"{\"@org.springframework.security.util.InMemoryResource\":{}}",
			"{\"@ch.qos.logback.core.db.DriverManagerConnectionSource\":{\"url\":\"jdbc:h2:mem:\"}}",
			"{\"@io.github.redissession.codec.RefusalTests$Untouched\\n\":{}}",
			"{\"@io.github.redissession.codec.RefusalTests$Missing\":{}}",
			"{\"@io.github.redissession.codec.RefusalTests$Classy\":{\"type\":\"java.lang.String\"}}" })
	void isRefusedWhenItIsRead(String json) {
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> CODEC.decode("cart", json.getBytes(StandardCharsets.UTF_8)))
			.withMessageContaining("'cart'")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(SECRET).doesNotContain("\n"));
	}

	@Test
	void aForbiddenClassIsNotInitialised() {
		byte[] bytes = ("{\"@" + Untouched.class.getName() + "\":{}}").getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> codec("com.shop").decode("a", bytes))
			.withMessageContaining("Untouched");
		assertThat(Touches.COUNT).hasValue(0);
	}

	@Test
	void deepNestingAndHugeNumbersAreRefused() {
		for (String json : List.of("[".repeat(100_000), "[".repeat(100_000) + "]".repeat(100_000),
				"{\"@Optional\":[".repeat(10_000), "{\"a\":".repeat(100_000), "1".repeat(100_000),
				"{\"@BigInteger\":\"" + "1".repeat(100_000) + "\"}")) {
			assertThatExceptionOfType(AttributeNotReadableException.class)
				.isThrownBy(() -> CODEC.decode("a", json.getBytes(StandardCharsets.UTF_8)));
		}
	}

	@Test
	void aSubtypeThatTheApplicationNamesMustBeAllowedToo() {
		byte[] bytes = "{\"@io.github.redissession.codec.RefusalTests$Foreign\":{\"shape\":{\"@java.awt.Point\":{}}}}"
			.getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> CODEC.decode("a", bytes));
		byte[] named = "{\"@io.github.redissession.codec.RefusalTests$Foreign\":{\"named\":{\"@type\":\"headers\"}}}"
			.getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> CODEC.decode("a", named))
			.withMessageContaining("CacheControl");
	}

	@Test
	void aTypeIdOfTheApplicationsOwnKindMustBeAllowedToo() {
		byte[] bytes = ("{\"@" + Shop.Drawing.class.getName()
				+ "\":{\"shapes\":[{\"@class\":\"java.awt.Point\",\"x\":1}]}}")
			.getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> CODEC.decode("a", bytes))
			.withMessageContaining("java.awt.Point");
	}

	@Test
	void unknownPropertiesAreIgnoredAndMissingOnesDefaulted() {
		byte[] bytes = ("{\"@" + Shop.Item.class.getName() + "\":{\"sku\":\"a\",\"gone\":{\"@Gone\":1}}}")
			.getBytes(StandardCharsets.UTF_8);
		assertThat(CODEC.decode("a", bytes)).isEqualTo(new Shop.Item("a", null, 0, null));
	}

	@Test
	void aSetOfAddressesAsksNoNameServer() {
		byte[] bytes = "{\"@HashSet\":[{\"@URL\":\"http://no-such-host.invalid/\"},{\"@URL\":\"http://b.invalid/\"}]}"
			.getBytes(StandardCharsets.UTF_8);
		assertThat(CODEC.decode("a", bytes)).asInstanceOf(InstanceOfAssertFactories.collection(Object.class))
			.hasSize(2);
	}

	class Inner {

		String name = "x";

	}

	static final class Node {

		Object next;

	}

	static final class NoConstructor {

		private final String secret;

		NoConstructor(String secretText, int a, int b) {
			this.secret = secretText + a + b;
		}

		NoConstructor(String secretText, int a) {
			this.secret = secretText + a;
		}

		String secret() {
			return this.secret;
		}

	}

	static final class Forgetful {

		private String secret;

		Forgetful(String secret) {
			this.secret = "";
		}

		static Forgetful of(String secret) {
			Forgetful forgetful = new Forgetful(secret);
			forgetful.secret = secret;
			return forgetful;
		}

	}

	static final class OnlyTransient {

		transient String lost = SECRET;

	}

	static final class StatefulList extends ArrayList<String> {

		private static final long serialVersionUID = 1L;

		String lost = SECRET;

	}

	record Wrapper(Object content) {
	}

	record Team(List<Member> members) {
	}

	record Member(Team team, Object content) {
	}

	record Classy(Class<?> type) {
	}

	record Foreign(Object shape,
			@JsonTypeInfo(use = JsonTypeInfo.Id.NAME) @JsonSubTypes(@JsonSubTypes.Type(value = CacheControl.class,
					name = "headers")) @Nullable Object named) {

		Foreign(Object shape) {
			this(shape, null);
		}

	}

	static final class Owner {

		private final Pet pet;

		Owner(Pet pet) {
			this.pet = pet;
		}

		Pet pet() {
			return this.pet;
		}

	}

	static final class Pet {

		private final String name;

		Pet(CharSequence first) {
			this.name = first.toString();
		}

		Pet(CharSequence first, int more) {
			this.name = first.toString() + more;
		}

		String name() {
			return this.name;
		}

	}

	static class Named {

		private String name = "";

		@SuppressWarnings("unused")
		private transient int size;

		void rename(String to) {
			this.name = to + this.name;
		}

	}

	static final class Hiding extends Named {

		private String name = "";

		@SuppressWarnings("unused")
		Hiding() {
		}

		Hiding(String name) {
			rename("other");
			this.name = name;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	static final class Remembering extends Named {

		private final int size;

		Remembering(int size) {
			this.size = size;
		}

		@Override
		public String toString() {
			return "" + this.size;
		}

	}

	static final class Touches {

		static final AtomicInteger COUNT = new AtomicInteger();

	}

	static final class Untouched {

		static {
			Touches.COUNT.incrementAndGet();
		}

	}

}
