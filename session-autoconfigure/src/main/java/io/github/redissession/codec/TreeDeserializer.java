package io.github.redissession.codec;

import java.math.BigDecimal;
import java.math.BigInteger;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.jackson.JsonNodeDeserializer;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.FloatNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.ShortNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads a tree that {@link TreeSerializer} has written.
 */
final class TreeDeserializer extends StdDeserializer<JsonNode> {

	private static final ValueDeserializer<?> LITERAL = JsonNodeDeserializer.getDeserializer(JsonNode.class);

	private final JavaType type;

	private final boolean marked;

	private TreeDeserializer(JavaType type, boolean marked) {
		super(type);
		this.type = type;
		this.marked = marked;
	}

	/**
	 * Reads trees where the declared type says that it is one.
	 */
	static TreeDeserializer declared(JavaType type) {
		return new TreeDeserializer(type, false);
	}

	/**
	 * Reads trees that follow their type id.
	 */
	static TreeDeserializer marked(JavaType type) {
		return new TreeDeserializer(type, true);
	}

	@Override
	public JsonNode deserialize(JsonParser p, DeserializationContext ctxt) {
		JsonNode node = this.marked ? read(p, ctxt) : readDeclared(p, ctxt);
		return this.type.getRawClass().isInstance(node) ? node
				: ctxt.reportInputMismatch(this.type, "Expected another kind of node");
	}

	private static JsonNode readDeclared(JsonParser p, DeserializationContext ctxt) {
		if (p.hasToken(JsonToken.START_OBJECT)) {
			p.nextToken();
		}
		if (!p.hasToken(JsonToken.PROPERTY_NAME) || !p.currentName().equals(TreeSerializer.MARK)) {
			return (JsonNode) LITERAL.deserialize(p, ctxt);
		}
		p.nextToken();
		JsonNode node = read(p, ctxt);
		requireEnd(p, ctxt, JsonToken.END_OBJECT);
		return node;
	}

	private static JsonNode read(JsonParser p, DeserializationContext ctxt) {
		return switch (p.currentToken()) {
			case START_OBJECT -> readObject(p, ctxt);
			case START_ARRAY -> readArray(p, ctxt);
			case VALUE_STRING -> StringNode.valueOf(p.getString());
			case VALUE_NUMBER_INT -> IntNode.valueOf(p.getIntValue());
			case VALUE_NUMBER_FLOAT -> DoubleNode.valueOf(p.getDoubleValue());
			case VALUE_TRUE -> BooleanNode.TRUE;
			case VALUE_FALSE -> BooleanNode.FALSE;
			case VALUE_NULL -> NullNode.getInstance();
			default -> mismatch(ctxt);
		};
	}

	private static JsonNode readArray(JsonParser p, DeserializationContext ctxt) {
		ArrayNode array = JsonNodeFactory.instance.arrayNode();
		while (p.nextToken() != JsonToken.END_ARRAY) {
			array.add(read(p, ctxt));
		}
		return array;
	}

	private static JsonNode readObject(JsonParser p, DeserializationContext ctxt) {
		String name = p.nextName();
		if (name != null && name.startsWith(TypeIdDeserializer.MARK)) {
			p.nextToken();
			JsonNode node = readMarked(name, p, ctxt);
			requireEnd(p, ctxt, JsonToken.END_OBJECT);
			return node;
		}
		ObjectNode object = JsonNodeFactory.instance.objectNode();
		for (; name != null; name = p.nextName()) {
			p.nextToken();
			object.set(name, read(p, ctxt));
		}
		return object;
	}

	private static JsonNode readMarked(String mark, JsonParser p, DeserializationContext ctxt) {
		if (mark.equals(TreeSerializer.BINARY)) {
			return BinaryNode.valueOf(p.getBinaryValue());
		}
		if (!mark.equals(TreeSerializer.MARK)) {
			return readNumber(mark.substring(TypeIdDeserializer.MARK.length()), p, ctxt);
		}
		if (p.hasToken(JsonToken.VALUE_NULL)) {
			return NullNode.getInstance();
		}
		require(p.isExpectedStartArrayToken(), ctxt);
		ObjectNode object = JsonNodeFactory.instance.objectNode();
		while (p.nextToken() == JsonToken.START_ARRAY) {
			require(p.nextToken() == JsonToken.VALUE_STRING, ctxt);
			String name = p.getString();
			p.nextToken();
			object.set(name, read(p, ctxt));
			requireEnd(p, ctxt, JsonToken.END_ARRAY);
		}
		require(p.hasToken(JsonToken.END_ARRAY), ctxt);
		return object;
	}

	private static JsonNode readNumber(String id, JsonParser p, DeserializationContext ctxt) {
		return switch (id) {
			case "Long" -> LongNode.valueOf(number(Long.class, p, ctxt));
			case "Short" -> ShortNode.valueOf(number(Short.class, p, ctxt));
			case "Float" -> FloatNode.valueOf(number(Float.class, p, ctxt));
			case "Double" -> DoubleNode.valueOf(number(Double.class, p, ctxt));
			case "BigDecimal" -> DecimalNode.valueOf(number(BigDecimal.class, p, ctxt));
			case "BigInteger" -> BigIntegerNode.valueOf(number(BigInteger.class, p, ctxt));
			default -> throw UnfitTypeException.unknownId(id);
		};
	}

	private static <T> T number(Class<T> type, JsonParser p, DeserializationContext ctxt) {
		require(!p.hasToken(JsonToken.VALUE_NULL), ctxt);
		T number = ctxt.readValue(p, type);
		require(number != null, ctxt);
		return number;
	}

	private static void requireEnd(JsonParser p, DeserializationContext ctxt, JsonToken end) {
		require(p.nextToken() == end, ctxt);
	}

	private static void require(boolean condition, DeserializationContext ctxt) {
		if (!condition) {
			mismatch(ctxt);
		}
	}

	private static JsonNode mismatch(DeserializationContext ctxt) {
		return ctxt.reportInputMismatch(JsonNode.class, "Expected a JSON tree");
	}

}
