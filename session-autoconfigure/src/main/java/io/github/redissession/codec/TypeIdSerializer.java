package io.github.redissession.codec;

import java.util.Map;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.impl.AsWrapperTypeSerializer;

/**
 * Writes <code>{"@id": value}</code>, or the value alone if {@link TypeIdDeserializer}
 * can tell its class without an id.
 */
final class TypeIdSerializer extends AsWrapperTypeSerializer {

	private final TypeIds ids;

	private final JavaType declared;

	TypeIdSerializer(TypeIds ids, JavaType declared) {
		super(null, null);
		this.ids = ids;
		this.declared = declared;
	}

	JavaType declared() {
		return this.declared;
	}

	@Override
	public TypeIdSerializer forProperty(SerializationContext ctxt, BeanProperty prop) {
		return this;
	}

	@Override
	public WritableTypeId writeTypePrefix(JsonGenerator g, SerializationContext ctxt, WritableTypeId typeId) {
		Object value = typeId.forValue;
		String id = this.ids.idOf(value);
		TypeCollectingSerializer.collect(ctxt, TypeIds.typeOf(value));
		typeId.wrapperWritten = !needsNoId(value, id, typeId.valueShape);
		if (typeId.wrapperWritten) {
			g.writeStartObject();
			g.writeName(TypeIdDeserializer.MARK + id);
		}
		if (typeId.valueShape == JsonToken.START_OBJECT) {
			g.writeStartObject(value);
		}
		else if (typeId.valueShape == JsonToken.START_ARRAY) {
			g.writeStartArray(value);
		}
		return typeId;
	}

	@Override
	public WritableTypeId writeTypeSuffix(JsonGenerator g, SerializationContext ctxt, WritableTypeId typeId) {
		if (typeId.valueShape == JsonToken.START_OBJECT) {
			g.writeEndObject();
		}
		else if (typeId.valueShape == JsonToken.START_ARRAY) {
			g.writeEndArray();
		}
		if (typeId.wrapperWritten) {
			g.writeEndObject();
		}
		return typeId;
	}

	private boolean needsNoId(Object value, String id, JsonToken shape) {
		Class<?> type = TypeIds.typeOf(value);
		if (type == String.class || type == Boolean.class || type == Integer.class) {
			return true;
		}
		if (value instanceof Double number) {
			return Double.isFinite(number);
		}
		if (id.indexOf(':') >= 0 || id.indexOf(TypeSchemas.VERSION) >= 0 || startsWithMark(value)) {
			return false;
		}
		if (shape == JsonToken.START_OBJECT || shape == JsonToken.START_ARRAY) {
			return DeclaredTyping.withoutId(this.declared, shape == JsonToken.START_ARRAY) == type;
		}
		return this.declared.hasRawClass(type);
	}

	private static boolean startsWithMark(Object value) {
		return value instanceof Map<?, ?> map && !map.isEmpty() && map.keySet().iterator().next() instanceof String key
				&& key.startsWith(TypeIdDeserializer.MARK);
	}

}
