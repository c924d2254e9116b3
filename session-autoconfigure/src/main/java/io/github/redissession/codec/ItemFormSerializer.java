package io.github.redissession.codec;

import java.util.ArrayList;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.std.StdConvertingDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.type.TypeFactory;

/**
 * Writes a value as the array of its items, each of which states its type.
 */
final class ItemFormSerializer extends ValueSerializer<Object> {

	private final ItemForm<?> form;

	ItemFormSerializer(ItemForm<?> form) {
		this.form = form;
	}

	static StdConvertingDeserializer<Object> deserializer(JavaType type, ItemForm<?> form) {
		TypeFactory types = TypeFactory.createDefaultInstance();
		return new StdConvertingDeserializer<>(
				new FixedConverter(types.constructCollectionType(ArrayList.class, Object.class), type, form::make));
	}

	@Override
	public void serialize(Object value, JsonGenerator gen, SerializationContext ctxt) {
		gen.writeStartArray();
		writeItems(value, gen, ctxt);
		gen.writeEndArray();
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator gen, SerializationContext ctxt, TypeSerializer typing) {
		WritableTypeId id = typing.writeTypePrefix(gen, ctxt, typing.typeId(value, JsonToken.START_ARRAY));
		writeItems(value, gen, ctxt);
		typing.writeTypeSuffix(gen, ctxt, id);
	}

	private void writeItems(Object value, JsonGenerator gen, SerializationContext ctxt) {
		ItemWriter writer = ItemWriter.of(ctxt, ctxt.constructType(Object.class), null);
		this.form.itemsOf(value).forEach((item) -> writer.write(item, gen, ctxt));
	}

}
