package io.github.redissession.codec;

import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import io.github.redissession.AttributeNotStorableException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the JSON looks like, and what the codec promises about values.
 */
class EnvelopeCodecTests {

	private final EnvelopeCodec codec = new EnvelopeCodec(
			CodecSettings.of(List.of(EnvelopeCodecTests.class.getPackageName()), getClass().getClassLoader()));

	private String json(Object value) {
		return new String(this.codec.encode("a", value), StandardCharsets.UTF_8);
	}

	@Test
	void stringsAreWrittenAsJacksonWritesThem() {
		for (char c = 0; c < 0x300; c++) {
			String text = "a" + c + "b";
			assertThat(json(text)).isEqualTo(JsonMapper.shared().writeValueAsString(text));
			assertThat(this.codec.decode("a", this.codec.encode("a", text))).isEqualTo(text);
		}
		assertThat(json("")).isEqualTo("\"\"");
	}

	@Test
	void whatIsStoredIsKeptIfItHoldsTheSameValue() {
		byte[] stored = this.codec.encode("a", "x");
		assertThat(this.codec.encode("a", "x", stored)).isSameAs(stored);
		assertThat(this.codec.encode("a", "y", stored)).isEqualTo(this.codec.encode("a", "y"));
		assertThat(this.codec.encode("a", 1, stored)).isEqualTo(this.codec.encode("a", 1));
		byte[] long1 = this.codec.encode("a", 1L);
		assertThat(this.codec.encode("a", 1L, long1)).isSameAs(long1);
		assertThat(this.codec.encode("a", 2L, long1)).isEqualTo(this.codec.encode("a", 2L));
	}

	@Test
	void commonValuesNeedNoTypeId() {
		assertThat(json("text")).isEqualTo("\"text\"");
		assertThat(json(5)).isEqualTo("5");
		assertThat(json(true)).isEqualTo("true");
		assertThat(json(0.5)).isEqualTo("0.5");
		assertThat(json(new ArrayList<>(List.of("a", 1)))).isEqualTo("[\"a\",1]");
	}

	@Test
	void declaredTypesNeedNoTypeId() {
		assertThat(json(Shop.item())).isEqualTo("{\"@" + Shop.Item.class.getName()
				+ "\":{\"sku\":\"sku\",\"price\":{\"amount\":\"9.90\",\"currency\":\"EUR\"},\"quantity\":3,"
				+ "\"locale\":\"de-DE\"}}");
	}

	@Test
	void aMapWithNamesLikeTypeIdsIsNoType() {
		assertThat(json(new java.util.HashMap<>(Collections.singletonMap("@Long", 5))))
			.isEqualTo("{\"@HashMap\":{\"@Long\":5}}");
	}

	@Test
	void aSetOfThingsWithoutHashCodesIsAlwaysTheSameBytes() {
		Set<Object> set = new HashSet<>();
		for (int i = 0; i < 50; i++) {
			set.add(new Identity(i));
		}
		byte[] bytes = this.codec.encode("a", set);
		for (int i = 0; i < 10; i++) {
			assertThat(this.codec.encode("a", this.codec.decode("a", bytes))).isEqualTo(bytes);
		}
	}

	@Test
	void valuesThatCannotChangeAreImmutable() {
		for (Class<?> type : List.of(String.class, Long.class, Boolean.class, Instant.class, UUID.class, Locale.class,
				Shop.Color.class, Shop.Operation.PLUS.getClass(), java.time.ZoneId.of("Europe/Paris").getClass())) {
			assertThat(this.codec.isImmutable(type)).as(type.getName()).isTrue();
		}
		for (Class<?> type : List.of(Date.class, Shop.Item.class, ArrayList.class, byte[].class, Object.class,
				List.of().getClass(), Enum.class, Number.class)) {
			assertThat(this.codec.isImmutable(type)).as(type.getName()).isFalse();
		}
	}

	@Test
	void aValueThatIsTooDeepIsRefusedThoughItsClassWasStoredBefore() {
		List<Object> list = new ArrayList<>();
		this.codec.encode("a", list);
		for (int i = 0; i < 190; i++) {
			list = new ArrayList<>(Collections.singletonList(list));
		}
		assertThat(this.codec.decode("a", this.codec.encode("a", list))).isEqualTo(list);
		List<Object> deeper = list;
		for (int i = 0; i < 20; i++) {
			deeper = new ArrayList<>(Collections.singletonList(deeper));
		}
		List<Object> deepest = deeper;
		assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> this.codec.encode("a", deepest))
			.withMessageContaining("nested too deeply");
	}

	@Test
	void classesAreThoseOfTheClassLoader() throws Exception {
		java.net.URL classes = EnvelopeCodecTests.class.getProtectionDomain().getCodeSource().getLocation();
		try (URLClassLoader loader = new URLClassLoader(new java.net.URL[] { classes }, getClass().getClassLoader()) {
			@Override
			protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
				return name.startsWith(EnvelopeCodecTests.class.getName()) ? findClass(name)
						: super.loadClass(name, resolve);
			}
		}) {
			Class<?> type = loader.loadClass(Identity.class.getName());
			EnvelopeCodec other = new EnvelopeCodec(CodecSettings.of(List.of(getClass().getPackageName()), loader));
			Object value = other.decode("a", json(new Identity(1)).getBytes(StandardCharsets.UTF_8));
			assertThat(value.getClass()).isSameAs(type).isNotEqualTo(Identity.class);
		}
	}

	static class Identity {

		private final int number;

		Identity(int number) {
			this.number = number;
		}

		@Override
		public String toString() {
			return Objects.toString(this.number);
		}

	}

}
