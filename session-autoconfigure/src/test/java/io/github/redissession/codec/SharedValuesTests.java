package io.github.redissession.codec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * An object that a value holds in several places is stored once and comes back as one
 * object.
 */
class SharedValuesTests {

	private static final CodecSettings SETTINGS = CodecSettings.of(List.of(SharedValuesTests.class.getPackageName()),
			SharedValuesTests.class.getClassLoader());

	private static final EnvelopeCodec CODEC = new EnvelopeCodec(SETTINGS);

	@ParameterizedTest
	@EnumSource
	void twoFieldsWithTheSameListComeBackWithOneList(AttributeFormat format) {
		List<Object> list = new ArrayList<>(List.of("a"));
		Two read = roundTrip(format, new Two(list, list));
		assertThat(read.first()).isSameAs(read.second()).isEqualTo(list);
	}

	@ParameterizedTest
	@EnumSource(names = { "JSON", "SMILE", "CBOR" })
	void anObjectOfADeclaredFinalTypeComesBackOnce(AttributeFormat format) {
		Sku sku = new Sku("apple");
		Line line = new Line(sku, 1);
		Order read = roundTrip(format, new Order(List.of(line, line, new Line(sku, 2)), sku, new Sku[] { sku, sku }));
		assertThat(read.lines().get(0)).isSameAs(read.lines().get(1)).isEqualTo(line);
		assertThat(read.sku()).isSameAs(read.lines().get(2).sku())
			.isSameAs(read.lines().get(0).sku())
			.isSameAs(read.skus()[0])
			.isSameAs(read.skus()[1]);
	}

	@ParameterizedTest
	@EnumSource(names = { "JSON", "SMILE", "CBOR" })
	void containersArraysDatesAndKeysComeBackOnce(AttributeFormat format) {
		int[] numbers = { 1, 2 };
		byte[] bytes = { 3 };
		Date date = new Date(0);
		Map<String, Object> map = new HashMap<>(Map.of("a", 1));
		Sku key = new Sku("k");
		List<Object> value = new ArrayList<>(Arrays.asList(numbers, numbers, bytes, bytes, date, date, map, map,
				new HashMap<>(Map.of(key, key)), new HashSet<>(Set.of(key)), new Holder(numbers, bytes, date, key)));
		List<Object> read = roundTrip(format, value);
		for (int i = 0; i < 8; i += 2) {
			assertThat(read.get(i)).isSameAs(read.get(i + 1));
		}
		Map<?, ?> keyed = (Map<?, ?>) read.get(8);
		Holder holder = (Holder) read.get(10);
		assertThat(holder.numbers).isSameAs(read.get(0)).isEqualTo(numbers);
		assertThat(holder.bytes).isSameAs(read.get(2)).isEqualTo(bytes);
		assertThat(holder.date).isSameAs(read.get(4)).isEqualTo(date);
		assertThat(keyed.keySet().iterator().next()).isSameAs(holder.key).isSameAs(keyed.get(key));
	}

	@Test
	void theFormIsThatOfTheDocumentation() {
		List<Object> list = new ArrayList<>(List.of("a"));
		String type = Two.class.getName();
		assertThat(json(new Two(list, list)))
			.isEqualTo("{\"@=\":[[\"a\"]],\"@\":{\"@" + type + "\":{\"first\":{\"@=\":0},\"second\":{\"@=\":0}}}}");
		List<Object> outer = new ArrayList<>(Arrays.asList(list, list));
		assertThat(json(new Two(outer, outer))).isEqualTo("{\"@=\":[[\"a\"],[{\"@=\":0},{\"@=\":0}]],\"@\":{\"@" + type
				+ "\":{\"first\":{\"@=\":1},\"second\":{\"@=\":1}}}}");
	}

	@Test
	void whatIsNotSharedIsWrittenAsBefore() {
		assertThat(json(new Two(List.of(), List.of()))).doesNotContain("@=");
		String text = "text";
		assertThat(json(new ArrayList<>(List.of(text, text, 5L, 5L, Instant.EPOCH, Shop.Color.RED, Shop.Color.RED))))
			.doesNotContain("@=");
		assertThat(json(new Two(new ArrayList<>(), new ArrayList<>()))).doesNotContain("@=");
	}

	@Test
	void equalContentHasEqualBytesWhateverTheOrderOfAHashSet() {
		byte[] bytes = CODEC.encode("a", hashed(true));
		assertThat(new String(CODEC.encode("a", hashed(false)), StandardCharsets.UTF_8))
			.isEqualTo(new String(bytes, StandardCharsets.UTF_8));
		for (int i = 0; i < 20; i++) {
			assertThat(CODEC.encode("a", CODEC.decode("a", bytes), bytes)).isSameAs(bytes);
		}
	}

	private static Object hashed(boolean forwards) {
		List<Set<Object>> sets = new ArrayList<>();
		Set<Object> all = new HashSet<>(forwards ? 16 : 1024);
		for (int i = 0; i < 20; i++) {
			int number = forwards ? i : 19 - i;
			Plain shared = new Plain(number);
			all.add(new Plain(List.of(shared, shared, number)));
		}
		sets.add(all);
		return sets;
	}

	@Test
	void sharedObjectsWithTheSameContentHaveTheSameBytesEachTime() {
		List<Object> values = new ArrayList<>();
		Map<Object, Object> map = new HashMap<>(1024);
		for (int i = 0; i < 10; i++) {
			List<Object> list = new ArrayList<>(List.of("a"));
			Sku sku = new Sku("apple");
			values.addAll(List.of(list, list, new Line(sku, 1), new Line(sku, 1)));
			map.put("key" + i, new ArrayList<>(List.of(sku, new Line(sku, i))));
		}
		values.add(map);
		byte[] bytes = CODEC.encode("a", values);
		assertThat(CODEC.encode("a", values)).isEqualTo(bytes);
		List<?> read = (List<?>) CODEC.decode("a", bytes);
		assertThat(read).isEqualTo(values);
		assertThat(read.get(0)).isSameAs(read.get(1)).isNotSameAs(read.get(4));
		assertThat(CODEC.encode("a", read, bytes)).isSameAs(bytes);
	}

	@ParameterizedTest
	@EnumSource(names = { "JSON", "SMILE", "CBOR" })
	void primitiveFieldsWithTheSameContentAreNoSharedObjects(AttributeFormat format) {
		List<Object> list = new ArrayList<>(List.of("a"));
		Flags flags = new Flags(true, true, 1, 1, 1, 1, 'a', list, list);
		Flags read = roundTrip(format, flags);
		assertThat(read).isEqualTo(flags);
		assertThat(read.first()).isSameAs(read.second());
		assertThat(json(new Flags(true, true, 1, 1, 1, 1, 'a', list, new ArrayList<>(list)))).doesNotContain("@=");
	}

	@Test
	void aChangeOfASharedObjectIsSeen() {
		List<Object> list = new ArrayList<>(List.of("a"));
		byte[] bytes = CODEC.encode("a", new Two(list, list));
		Two read = (Two) CODEC.decode("a", bytes);
		assertThat(CODEC.encode("a", read, bytes)).isSameAs(bytes);
		read.first().add("b");
		assertThat(CODEC.decode("a", CODEC.encode("a", read, bytes)))
			.isEqualTo(new Two(List.of("a", "b"), List.of("a", "b")));
		Two equal = new Two(new ArrayList<>(List.of("a")), new ArrayList<>(List.of("a")));
		assertThat(CODEC.encode("a", equal, bytes)).isNotEqualTo(bytes);
	}

	@Test
	void userDataThatLooksLikeAReferenceIsData() {
		for (String name : List.of("@=", "@")) {
			Map<String, Object> map = new LinkedHashMap<>(Map.of(name, 0));
			assertThat(SharedValuesTests.<Object>roundTrip(AttributeFormat.JSON, map)).isEqualTo(map);
			assertThat(SharedValuesTests.<Object>roundTrip(AttributeFormat.JSON, new ArrayList<>(List.of(map, map))))
				.isEqualTo(List.of(map, map));
			Bag bag = new Bag();
			bag.content.put(name, 0);
			Bags bags = roundTrip(AttributeFormat.JSON, new Bags(bag, new ArrayList<>(List.of("x")), map, map));
			assertThat(bags.bag().content).isEqualTo(map);
			assertThat(bags.first()).isEqualTo(map).isSameAs(bags.second());
		}
	}

	@Test
	void aDeserializerOfTheApplicationThatKnowsNoReferencesGetsTheValueInFull() {
		Own own = new Own("x");
		Owns value = new Owns(own, own);
		assertThat(SharedValuesTests.<Object>roundTrip(AttributeFormat.JSON, value)).isEqualTo(value);
		List<Object> list = new ArrayList<>(List.of("a"));
		Copying copying = new Copying();
		copying.first = list;
		copying.second = list;
		assertThat(((Copying) roundTrip(AttributeFormat.JSON, copying)).second).isEqualTo(list);
	}

	@Test
	void aTypeIdOfTheApplicationsOwnKindIsNotInTheWay() {
		Sku sku = new Sku("a");
		Named read = roundTrip(AttributeFormat.JSON, new Named(sku, sku, sku));
		assertThat(read.first()).isSameAs(read.second()).isSameAs(read.third());
	}

	@Test
	void cyclesAreRefusedAndThoseThatTheApplicationNumbersAreNot() {
		List<Object> list = new ArrayList<>();
		Holder holder = new Holder(new int[0], new byte[0], null, list);
		list.add(holder);
		for (Object cycle : List.of(list, holder, new ArrayList<>(List.of(holder, holder)), new Holder[] { holder })) {
			assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> CODEC.encode("a", cycle))
				.withMessageContaining("contains itself");
		}
		Numbered numbered = new Numbered();
		numbered.next = numbered;
		Numbered read = roundTrip(AttributeFormat.JSON, numbered);
		assertThat(read.next).isSameAs(read);
	}

	@Test
	void whatTheJavaCodeCouldNotWalkThroughIsRefusedSoon() {
		List<Object> lists = new ArrayList<>(List.of("x"));
		for (int i = 0; i < 100; i++) {
			lists = new ArrayList<>(Arrays.asList(lists, lists));
		}
		Object doubling = lists;
		assertTimeoutPreemptively(Duration.ofSeconds(60),
				() -> assertThatExceptionOfType(AttributeNotStorableException.class)
					.isThrownBy(() -> CODEC.encode("a", doubling)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"@=\":0}", "{\"@=\":[]}", "{\"@=\":[[]],\"@\":{\"@=\":1}}",
			"{\"@=\":[[]],\"@\":{\"@=\":-1}}", "{\"@=\":[[]],\"@\":{\"@=\":99999999999}}",
			"{\"@=\":[[]],\"@\":{\"@=\":\"0\"}}", "{\"@=\":[[]],\"@\":{\"@=\":0.5}}", "{\"@=\":[{\"@=\":0}],\"@\":1}",
			"{\"@=\":[{\"@=\":1},[]],\"@\":1}", "{\"@=\":[[{\"@=\":0}]],\"@\":1}", "{\"@=\":[null],\"@\":1}",
			"{\"@=\":[[]],\"@\":null}", "{\"@=\":[[]],\"@\":1,\"x\":2}", "{\"@=\":[[]],\"x\":1}", "{\"@=\":[[]]",
			"{\"@=\":[[]],\"@\":{\"@=\":[[]],\"@\":1}}", "[{\"@=\":[[]],\"@\":1}]", "{\"@\":1}",
			"{\"@=\":[[]],\"@\":{\"@=\":0,\"x\":1}}", "{\"@=\":{},\"@\":1}", "{\"@=#2\":0}",
			"{\"@=\":[[]],\"@\":{\"@HashMap\":{\"@=\":[]}}}x", "{\"@=\":[[]],\"@\":{\"@int[]\":{\"@=\":0}}}",
			"{\"@=\":[[]],\"@\":{\"@io.github.redissession.codec.SharedValuesTests$Line\":{\"sku\":{\"@=\":0}}}}" })
	void aForgedReferenceIsRefused(String json) {
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> CODEC.decode("a", json.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void setsWhoseHashCodesDoubleWithEveryLevelAreRefused() {
		StringBuilder json = new StringBuilder("{\"@=\":[[\"x\"]");
		for (int i = 0; i < 150; i++) {
			json.append(",{\"@HashSet\":[{\"@=\":" + i + "},[{\"@=\":" + i + "}]]}");
		}
		assertRefusedSoon(json + "],\"@\":{\"@=\":150}}");
		StringBuilder deep = new StringBuilder("{\"@=\":[[]");
		for (int i = 0; i < 1400; i++) {
			deep.append(",[{\"@=\":" + i + "}]");
		}
		assertRefusedSoon(deep + "],\"@\":1}");
		assertRefusedSoon(
				"{\"@=\":[[" + "1,".repeat(5000) + "1]],\"@\":[" + "{\"@=\":0},".repeat(5000) + "{\"@=\":0}]}");
	}

	private static void assertRefusedSoon(String json) {
		assertTimeoutPreemptively(Duration.ofSeconds(10),
				() -> assertThatExceptionOfType(AttributeNotReadableException.class)
					.isThrownBy(() -> CODEC.decode("a", json.getBytes(StandardCharsets.UTF_8)))
					.withMessageContaining("too deeply or too large"));
	}

	@Test
	void theTypeOfAnUnreadableValueIsThatOfTheValue() {
		byte[] bytes = "{\"@=\":[[1]],\"@\":{\"@com.example.Gone\":{\"a\":{\"@=\":0}}}}"
			.getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> CODEC.decode("a", bytes))
			.satisfies((ex) -> assertThat(ex.getTypeName()).isEqualTo("com.example.Gone"));
	}

	@Test
	void anIdTokenIsWrittenOnce() {
		String token = "x".repeat(1000);
		Instant issued = Instant.parse("2026-11-21T10:15:30.123456789Z");
		OidcIdToken idToken = new OidcIdToken(token, issued, issued.plusSeconds(60),
				Map.of("sub", "alice", "aud", List.of("client"), "iat", issued));
		OidcUserAuthority authority = new OidcUserAuthority(idToken);
		DefaultOidcUser user = new DefaultOidcUser(List.of(authority), idToken);
		OAuth2AuthenticationToken login = new OAuth2AuthenticationToken(user, user.getAuthorities(), "idp");
		for (int i = 0; i < 2; i++) {
			String json = json(new SecurityContextImpl(login));
			assertThat(json.split(token, -1)).hasSize(2);
			SecurityContextImpl read = (SecurityContextImpl) CODEC.decode("a", json.getBytes(StandardCharsets.UTF_8));
			assertThat(read).usingRecursiveComparison().isEqualTo(new SecurityContextImpl(login));
			assertThat(json(read)).isEqualTo(json);
			login = (OAuth2AuthenticationToken) Objects.requireNonNull(read.getAuthentication());
			OidcUserAuthority again = (OidcUserAuthority) login.getAuthorities().iterator().next();
			assertThat(((DefaultOidcUser) login.getPrincipal()).getIdToken()).isSameAs(again.getIdToken());
		}
	}

	private static String json(Object value) {
		return new String(CODEC.encode("a", value), StandardCharsets.UTF_8);
	}

	@SuppressWarnings("unchecked")
	private static <T> T roundTrip(AttributeFormat format, Object value) {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
		byte[] bytes = codec.encode("a", value);
		Object read = codec.decode("a", bytes);
		assertThat(codec.encode("a", read, bytes)).isSameAs(bytes);
		return (T) read;
	}

	record Two(List<Object> first, List<Object> second) implements java.io.Serializable {
	}

	record Flags(boolean yes, boolean no, int number, int same, long large, long big, char letter, List<Object> first,
			List<Object> second) {
	}

	record Sku(String code) {
	}

	record Line(Sku sku, int quantity) {
	}

	record Order(List<Line> lines, Sku sku, Sku[] skus) {
	}

	record Basket(List<Line> lines, Sku best, Map<String, Sku> more) {
	}

	record Named(@JsonTypeInfo(use = JsonTypeInfo.Id.NAME) Sku first,
			@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, include = JsonTypeInfo.As.WRAPPER_OBJECT) Sku second,
			Object third) {
	}

	static final class Holder {

		int @Nullable [] numbers;

		byte @Nullable [] bytes;

		@Nullable Date date;

		@Nullable Object key;

		@SuppressWarnings("unused")
		Holder() {
		}

		Holder(int[] numbers, byte[] bytes, @Nullable Date date, @Nullable Object key) {
			this.numbers = numbers;
			this.bytes = bytes;
			this.date = date;
			this.key = key;
		}

	}

	/**
	 * Has no hash code of its own.
	 */
	static final class Plain {

		@Nullable Object content;

		@SuppressWarnings("unused")
		Plain() {
		}

		Plain(Object content) {
			this.content = content;
		}

	}

	static final class Bag {

		private final Map<String, Object> content = new LinkedHashMap<>();

		@JsonAnyGetter
		Map<String, Object> content() {
			return this.content;
		}

		@JsonAnySetter
		void put(String name, Object value) {
			this.content.put(name, value);
		}

	}

	record Bags(Bag bag, Object other, Object first, Object second) {
	}

	@JsonDeserialize(using = OwnReader.class)
	static final class Own {

		final String text;

		Own(String text) {
			this.text = text;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Own own && own.text.equals(this.text);
		}

		@Override
		public int hashCode() {
			return this.text.hashCode();
		}

	}

	record Owns(Own first, Own second) {
	}

	/**
	 * Walks through a tree, as deserializers of applications do.
	 */
	static final class OwnReader extends ValueDeserializer<Own> {

		@Override
		public Own deserialize(JsonParser p, DeserializationContext ctxt) {
			return new Own(ctxt.readTree(p).path("text").asString(""));
		}

	}

	static final class Copying {

		@Nullable List<Object> first;

		@Nullable List<Object> second;

		@SuppressWarnings("unused")
		void setSecond(List<Object> second) {
			this.second = new ArrayList<>(second);
		}

	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class)
	static final class Numbered {

		@Nullable Numbered next;

	}

}
