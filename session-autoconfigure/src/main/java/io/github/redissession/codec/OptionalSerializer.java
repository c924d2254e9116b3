package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.std.StdConvertingDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.type.TypeFactory;

/**
 * Writes an optional as an array of one item or none, so that an empty one differs from
 * {@code null}, and a nested one from its content.
 */
final class OptionalSerializer extends ValueSerializer<Optional<?>> {

	private final JavaType itemType;

	private final @Nullable ItemWriter items;

	OptionalSerializer(JavaType itemType, @Nullable ItemWriter items) {
		this.itemType = itemType;
		this.items = items;
	}

	static StdConvertingDeserializer<Object> deserializer(JavaType type) {
		TypeFactory types = TypeFactory.createDefaultInstance();
		return new StdConvertingDeserializer<>(
				new FixedConverter(types.constructCollectionType(ArrayList.class, type.getReferencedType()), type,
						(list) -> toOptional((List<?>) list)));
	}

	static Optional<?> toOptional(List<?> list) {
		if (list.size() > 1) {
			throw new IllegalArgumentException("Expected at most one item");
		}
		return list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
	}

	@Override
	public ValueSerializer<?> createContextual(SerializationContext ctxt, BeanProperty property) {
		return new OptionalSerializer(this.itemType, ItemWriter.of(ctxt, this.itemType, property));
	}

	@Override
	public void serialize(Optional<?> value, JsonGenerator gen, SerializationContext ctxt) {
		gen.writeStartArray();
		writeItem(value, gen, ctxt);
		gen.writeEndArray();
	}

	@Override
	public void serializeWithType(Optional<?> value, JsonGenerator gen, SerializationContext ctxt,
			TypeSerializer typing) {
		WritableTypeId id = typing.writeTypePrefix(gen, ctxt, typing.typeId(value, JsonToken.START_ARRAY));
		writeItem(value, gen, ctxt);
		typing.writeTypeSuffix(gen, ctxt, id);
	}

	private void writeItem(Optional<?> value, JsonGenerator gen, SerializationContext ctxt) {
		ItemWriter writer = (this.items != null) ? this.items : ItemWriter.of(ctxt, this.itemType, null);
		value.ifPresent((item) -> writer.write(item, gen, ctxt));
	}

}
