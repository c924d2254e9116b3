package io.github.redissession.codec;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Writes a tree of {@link JsonNode}s so that every node comes back as the same class.
 * <p>
 * A tree of objects, arrays, strings, booleans, nulls, integers and doubles is plain JSON
 * where the declared type says that it is a tree. Any other one is
 * <code>{"@JsonNode": tree}</code>, in which <code>{"@Long": 5}</code> is another number,
 * <code>{"@byte[]": …}</code> is binary, and
 * <code>{"@JsonNode": [["@name", value], …]}</code> is an object whose names cannot stand
 * there. {@link TreeDeserializer} reads it.
 */
final class TreeSerializer extends ValueSerializer<JsonNode> {

	static final String ID = "JsonNode";

	static final String MARK = TypeIdDeserializer.MARK + ID;

	static final String BINARY = TypeIdDeserializer.MARK + "byte[]";

	@Override
	public boolean isEmpty(SerializationContext ctxt, JsonNode value) {
		return value.isContainer() && value.isEmpty();
	}

	@Override
	public void serialize(JsonNode value, JsonGenerator gen, SerializationContext ctxt) {
		if (!enter(value, gen, ctxt)) {
			return;
		}
		if (TreeKinds.isLiteral(value)) {
			value.serialize(gen, ctxt);
			return;
		}
		gen.writeStartObject();
		gen.writeName(MARK);
		writeRoot(value, gen, ctxt);
		gen.writeEndObject();
	}

	@Override
	public void serializeWithType(JsonNode value, JsonGenerator gen, SerializationContext ctxt, TypeSerializer typing) {
		if (enter(value, gen, ctxt)) {
			WritableTypeId id = typing.writeTypePrefix(gen, ctxt,
					typing.typeId(value, JsonToken.VALUE_EMBEDDED_OBJECT));
			writeRoot(value, gen, ctxt);
			typing.writeTypeSuffix(gen, ctxt, id);
		}
	}

	/**
	 * Lets the run see a tree that can be changed, which may occur in several places. The
	 * nodes below it are its content.
	 */
	private static boolean enter(JsonNode value, JsonGenerator gen, SerializationContext ctxt) {
		Writing writing = value.isContainer() ? Writing.of(ctxt) : null;
		return writing == null || writing.visit().enter(value, gen);
	}

	private static void writeRoot(JsonNode value, JsonGenerator gen, SerializationContext ctxt) {
		if (value instanceof NullNode) {
			gen.writeStartObject();
			gen.writeNullProperty(MARK);
			gen.writeEndObject();
		}
		else {
			write(value, gen, ctxt);
		}
	}

	private static void write(JsonNode node, JsonGenerator gen, SerializationContext ctxt) {
		TreeKinds.check(node);
		if (node instanceof ObjectNode object) {
			writeObject(object, gen, ctxt);
		}
		else if (node instanceof ArrayNode array) {
			gen.writeStartArray();
			array.forEach((item) -> write(item, gen, ctxt));
			gen.writeEndArray();
		}
		else if (node instanceof NumericNode && !(node instanceof IntNode)) {
			ItemWriter.of(ctxt, ctxt.constructType(Object.class), null).write(node.numberValue(), gen, ctxt);
		}
		else if (node instanceof BinaryNode) {
			gen.writeStartObject();
			gen.writeName(BINARY);
			gen.writeBinary(node.binaryValue());
			gen.writeEndObject();
		}
		else {
			writeScalar(node, gen);
		}
	}

	private static void writeScalar(JsonNode node, JsonGenerator gen) {
		if (node instanceof StringNode) {
			StringSerializer.write(node.stringValue(), gen);
		}
		else if (node instanceof IntNode) {
			gen.writeNumber(node.intValue());
		}
		else if (node instanceof BooleanNode) {
			gen.writeBoolean(node.booleanValue());
		}
		else {
			gen.writeNull();
		}
	}

	private static void writeObject(ObjectNode object, JsonGenerator gen, SerializationContext ctxt) {
		if (hasPlainNames(object)) {
			gen.writeStartObject();
			object.forEachEntry((name, member) -> {
				gen.writeName(name);
				write(member, gen, ctxt);
			});
			gen.writeEndObject();
			return;
		}
		gen.writeStartObject();
		gen.writeName(MARK);
		gen.writeStartArray();
		object.forEachEntry((name, member) -> {
			gen.writeStartArray();
			StringSerializer.write(name, gen);
			write(member, gen, ctxt);
			gen.writeEndArray();
		});
		gen.writeEndArray();
		gen.writeEndObject();
	}

	private static boolean hasPlainNames(ObjectNode object) {
		return !TreeKinds.beginsWith(object, TypeIdDeserializer.MARK)
				&& object.propertyNames().stream().allMatch(AnyKeyMapSerializer::isName);
	}

}
