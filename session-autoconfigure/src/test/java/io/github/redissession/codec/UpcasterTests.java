package io.github.redissession.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.spi.SessionAttributeUpcaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Content of an older version is brought up to date wherever its class is named.
 */
class UpcasterTests {

	private static final String POINT = "\"@" + Point.class.getName();

	private static final Step RENAME = step(1,
			(content) -> content.asObject().set("x", content.asObject().remove("horizontal")));

	private static final Step DOUBLE = step(2, (content) -> content.asObject().put("x", 2 * content.get("x").asInt()));

	private final EnvelopeCodec codec = codec(DOUBLE, RENAME);

	@Test
	void contentOfEveryVersionIsReadWhereverItStands() {
		for (String content : List.of("\":{\"horizontal\":5}", "#2\":{\"x\":5}", "#3\":{\"x\":10}")) {
			String point = "{" + POINT + content + "}";
			assertThat(decode(point)).isEqualTo(new Point(10));
			assertThat(decode("[1," + point + "]")).isEqualTo(List.of(1, new Point(10)));
			assertThat(decode("{\"@List.of\":[" + point + "]}")).isEqualTo(List.of(new Point(10)));
			assertThat(decode("{\"a\":" + point + "}")).isEqualTo(Map.of("a", new Point(10)));
			assertThat(decode("{\"@" + Line.class.getName() + "\":{\"end\":" + point + ",\"any\":" + point + "}}"))
				.isEqualTo(new Line(new Point(10), new Point(10)));
		}
	}

	@Test
	void contentWithoutATypeIdIsOfTheFirstVersion() {
		assertThat(decode("{\"@" + Line.class.getName() + "\":{\"end\":{\"horizontal\":5}}}"))
			.isEqualTo(new Line(new Point(10), null));
	}

	@Test
	void theVersionIsWrittenWhereverTheTypeIdMayStand() {
		Object value = new ArrayList<>(List.of(new Point(1), new Line(new Point(2), new Point(3))));
		String json = new String(this.codec.encode("a", value), StandardCharsets.UTF_8);
		assertThat(json.split("Point#3", -1)).hasSize(4);
		assertThat(this.codec.decode("a", json.getBytes(StandardCharsets.UTF_8))).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "#4", "#0", "#1", "#-1", "#02", "#", "#x", "#99999999999", "##2" })
	void anotherVersionIsRefused(String version) {
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> decode("{" + POINT + version + "\":{\"x\":1}}"));
	}

	@Test
	void aVersionBeforeTheFirstUpcasterIsRefused() {
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(
					() -> codec(DOUBLE).decode("a", ("{" + POINT + "\":{\"x\":1}}").getBytes(StandardCharsets.UTF_8)))
			.withMessageContaining("version 1");
	}

	@Test
	void anUpcasterThatFailsMakesTheAttributeUnreadable() {
		Step failing = step(1, (content) -> Objects.requireNonNull(content.asObject().remove("missing")));
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> codec(failing).decode("a", ("{" + POINT + "\":{}}").getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void anEnumMayHaveVersions() {
		SessionAttributeUpcaster upper = new Step(Shop.Color.class.getName(), 1,
				(content) -> StringNode.valueOf(content.asString().toUpperCase(Locale.ROOT)));
		EnvelopeCodec colors = codec(upper);
		String id = "\"@" + Shop.Color.class.getName();
		assertThat(colors.decode("a", ("{" + id + "\":\"red\"}").getBytes(StandardCharsets.UTF_8)))
			.isEqualTo(Shop.Color.RED);
		for (Object value : List.of(Shop.Color.BLUE, EnumSet.of(Shop.Color.RED))) {
			assertThat(colors.decode("a", colors.encode("a", value))).isEqualTo(value);
		}
	}

	static Stream<List<SessionAttributeUpcaster>> mistakes() {
		return Stream.of(List.of(step(1, (content) -> content), step(1, (content) -> content)),
				List.of(step(1, (content) -> content), step(3, (content) -> content)),
				List.of(step(0, (content) -> content)));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void mistakesAreFoundAtTheStart(List<SessionAttributeUpcaster> upcasters) {
		assertThatIllegalArgumentException().isThrownBy(() -> codec(upcasters.toArray(SessionAttributeUpcaster[]::new)))
			.withMessageContaining("SessionAttributeUpcaster");
	}

	private Object decode(String json) {
		return this.codec.decode("a", json.getBytes(StandardCharsets.UTF_8));
	}

	private static EnvelopeCodec codec(SessionAttributeUpcaster... upcasters) {
		return new EnvelopeCodec(
				CodecSettings.of(List.of(UpcasterTests.class.getPackageName()), UpcasterTests.class.getClassLoader())
					.withSchema(Map.of(), List.of(upcasters)));
	}

	private static Step step(int from, UnaryOperator<JsonNode> change) {
		return new Step(Point.class.getName(), from, change);
	}

	/**
	 * One step from a version to the next.
	 */
	private record Step(String type, int fromVersion,
			UnaryOperator<JsonNode> change) implements SessionAttributeUpcaster {

		@Override
		public JsonNode upcast(JsonNode content) {
			return this.change.apply(content);
		}

	}

	/**
	 * A class that may have subclasses, so that its type id may stand where it is
	 * declared.
	 */
	static class Point {

		private int x;

		Point() {
		}

		Point(int x) {
			this.x = x;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Point point && point.x == this.x;
		}

		@Override
		public int hashCode() {
			return this.x;
		}

	}

	record Line(Point end, @Nullable Object any) {
	}

}
