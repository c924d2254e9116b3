package io.github.redissession.codec;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A JSON tree comes back equal, with nodes of the same classes.
 */
class TreeTests {

	private static final CodecSettings SETTINGS = CodecSettings.of(List.of(TreeTests.class.getPackageName()),
			TreeTests.class.getClassLoader());

	private static final EnvelopeCodec CODEC = new EnvelopeCodec(SETTINGS);

	static Stream<Object> trees() {
		Map<String, Object> samples = new LinkedHashMap<>();
		TreeSamples.addTo(samples);
		return samples.values().stream();
	}

	@ParameterizedTest
	@MethodSource("trees")
	void comesBackInEveryFormatAloneAndNested(Object tree) {
		for (AttributeFormat format : AttributeFormat.values()) {
			EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
			for (Object value : List.of(tree, new ArrayList<>(List.of(tree)), List.of(tree), new Typed(tree),
					new Bean(tree), Map.of("a", tree), new HashMap<>(Map.of(new Key("k"), tree)), Optional.of(tree))) {
				Object read = codec.decode("a", codec.encode("a", value));
				Samples.assertSame(read, value, format + " " + value.getClass());
			}
			Object held = ((AtomicReference<?>) codec.decode("a", codec.encode("a", new AtomicReference<>(tree))))
				.get();
			Samples.assertSame(held, tree, format.name());
		}
	}

	@Test
	void theFormIsThatOfTheDocumentation() {
		ObjectNode tree = JsonNodeFactory.instance.objectNode();
		tree.put("n", 1);
		assertThat(json(tree)).isEqualTo("{\"@JsonNode\":{\"n\":1}}");
		assertThat(json(new TreeSamples.Literal(tree, null)))
			.isEqualTo("{\"@" + TreeSamples.Literal.class.getName() + "\":{\"any\":{\"n\":1},\"object\":null}}");
		tree.put("n", 1L);
		assertThat(json(new TreeSamples.Literal(tree, null))).isEqualTo("{\"@" + TreeSamples.Literal.class.getName()
				+ "\":{\"any\":{\"@JsonNode\":{\"n\":{\"@Long\":1}}},\"object\":null}}");
		ObjectNode odd = JsonNodeFactory.instance.objectNode();
		odd.put("@n", 1);
		assertThat(json(odd)).isEqualTo("{\"@JsonNode\":{\"@JsonNode\":[[\"@n\",1]]}}");
		assertThat(json(NullNode.getInstance())).isEqualTo("{\"@JsonNode\":{\"@JsonNode\":null}}");
	}

	@Test
	void plainTreesOfAnEarlierVersionAreRead() {
		String name = TreeSamples.Literal.class.getName();
		TreeSamples.Literal read = (TreeSamples.Literal) decode(
				"{\"@" + name + "\":{\"any\":{\"@type\":\"x\",\"d\":1.50},\"object\":{\"@=\":5}}}");
		assertThat(read.any()).hasToString("{\"@type\":\"x\",\"d\":1.5}");
		assertThat(read.object()).hasToString("{\"@=\":5}");
	}

	@ParameterizedTest
	@EnumSource
	void oneTreeInTwoPlacesComesBackAsOne(AttributeFormat format) {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
		ObjectNode tree = TreeSamples.everyKind();
		TreeSamples.Literal read = (TreeSamples.Literal) codec.decode("a",
				codec.encode("a", new TreeSamples.Literal(tree, tree)));
		assertThat(read.any()).isSameAs(read.object()).isEqualTo(tree);
		List<?> items = (List<?>) codec.decode("a", codec.encode("a", new ArrayList<>(Arrays.asList(tree, tree))));
		assertThat(items.get(0)).isSameAs(items.get(1)).isEqualTo(tree);
		List<?> copies = (List<?>) codec.decode("a",
				codec.encode("a", new ArrayList<>(Arrays.asList(tree, tree.deepCopy()))));
		assertThat(copies.get(0)).isNotSameAs(copies.get(1)).isEqualTo(copies.get(1));
	}

	@ParameterizedTest
	@EnumSource
	void aNodeBelowTwoOthersComesBackAsTwo(AttributeFormat format) {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
		ObjectNode tree = JsonNodeFactory.instance.objectNode();
		JsonNode below = TreeSamples.everyKind();
		tree.set("a", below);
		tree.set("b", below);
		JsonNode read = (JsonNode) codec.decode("a", codec.encode("a", tree));
		assertThat(read).isEqualTo(tree);
		assertThat(read.get("a")).isNotSameAs(read.get("b"));
	}

	@ParameterizedTest
	@EnumSource
	void whatIsNotJsonIsRefusedWithAdvice(AttributeFormat format) {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
		ObjectNode cycle = JsonNodeFactory.instance.objectNode();
		cycle.set("a", cycle);
		JsonNode own = new OwnNode();
		for (Object value : List.of(new Typed(JsonNodeFactory.instance.pojoNode(new Key("k"))),
				MissingNode.getInstance(), own, new Typed(own), cycle, new Typed(cycle),
				new TreeSamples.Literal(cycle, null), new ObjectNode[] { cycle })) {
			assertThatExceptionOfType(AttributeNotStorableException.class).as("%s", value.getClass())
				.isThrownBy(() -> codec.encode("a", value));
		}
	}

	@Test
	void javaSerializationRefusesATreeWhoseClassesItCannotTell() {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(AttributeFormat.JDK));
		for (Object value : List.of(new Hidden(LongNode.valueOf(5)),
				new ArrayList<>(List.of(LongNode.valueOf(5), IntNode.valueOf(5))))) {
			assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> codec.encode("a", value))
				.withMessageContaining("map the attribute to json with redis-session.codec.formats");
		}
		FormatRules rules = new FormatRules(Map.of("a", FormatChoice.JSON));
		EnvelopeCodec advised = new EnvelopeCodec(SETTINGS.withFormats(AttributeFormat.JDK).withChoices(rules));
		List<Object> numbers = new ArrayList<>(List.of(LongNode.valueOf(5), IntNode.valueOf(5)));
		assertThat(advised.decode("a", advised.encode("a", numbers))).isEqualTo(numbers);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"@JsonNode\":null}", "{\"@JsonNode\":{\"@JsonNode\":1}}",
			"{\"@JsonNode\":{\"@JsonNode\":[1]}}", "{\"@JsonNode\":{\"@JsonNode\":[[\"a\"]]}}",
			"{\"@JsonNode\":{\"@JsonNode\":[[\"a\",1,2]]}}", "{\"@JsonNode\":{\"@Long\":null}}",
			"{\"@JsonNode\":{\"@Long\":5,\"b\":1}}", "{\"@JsonNode\":{\"@java.lang.Runtime\":{}}}",
			"{\"@JsonNode\":{\"@byte[]\":5}}", "{\"@JsonNode\":5000000000}", "{\"@JsonNode\":{\"@=\":0}}",
			"{\"@BaseJsonNode\":{}}", "{\"@tools.jackson.databind.node.POJONode\":{}}" })
	void forgedTreesAreRefused(String json) {
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> decode(json));
	}

	private static String json(Object value) {
		return new String(CODEC.encode("a", value), StandardCharsets.UTF_8);
	}

	private static Object decode(String json) {
		return CODEC.decode("a", json.getBytes(StandardCharsets.UTF_8));
	}

	record Typed(Object content) implements Serializable {
	}

	record Key(String name) implements Serializable {
	}

	static final class Bean implements Serializable {

		@Serial
		private static final long serialVersionUID = 1L;

		private final Object content;

		Bean(Object content) {
			this.content = content;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Bean bean
					&& Arrays.deepEquals(new Object[] { this.content }, new Object[] { bean.content });
		}

		@Override
		public int hashCode() {
			return 0;
		}

	}

	/** Hands its tree to the stream where nothing else can see it. */
	static final class Hidden implements Serializable {

		@Serial
		private static final long serialVersionUID = 1L;

		private transient @Nullable JsonNode content;

		Hidden(JsonNode content) {
			this.content = content;
		}

		@Serial
		private void writeObject(ObjectOutputStream out) throws IOException {
			out.writeObject(this.content);
		}

		@Serial
		private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
			this.content = (JsonNode) in.readObject();
		}

	}

	/** A node of the application's own. */
	static final class OwnNode extends ObjectNode {

		@Serial
		private static final long serialVersionUID = 1L;

		OwnNode() {
			super(JsonNodeFactory.instance);
		}

	}

}
