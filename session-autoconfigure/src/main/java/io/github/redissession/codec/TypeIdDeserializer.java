package io.github.redissession.codec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.StdConvertingDeserializer;
import tools.jackson.databind.jsontype.impl.AsWrapperTypeDeserializer;

/**
 * Reads what {@link TypeIdSerializer} has written: an object whose first name begins with
 * {@code @} states its type; anything else has the type that needs no id.
 */
final class TypeIdDeserializer extends AsWrapperTypeDeserializer {

	static final String MARK = "@";

	private final TypeIds ids;

	/**
	 * Those of one property, whereas the superclass shares its own between properties.
	 */
	private final Map<String, ValueDeserializer<Object>> deserializers = new ConcurrentHashMap<>();

	TypeIdDeserializer(TypeIds ids, JavaType declared) {
		super(declared, null, null, false, null);
		this.ids = ids;
	}

	private TypeIdDeserializer(TypeIdDeserializer other, BeanProperty property) {
		super(other, property);
		this.ids = other.ids;
	}

	@Override
	public TypeIdDeserializer forProperty(BeanProperty prop) {
		return (prop == this._property) ? this : new TypeIdDeserializer(this, prop);
	}

	@Override
	protected Object _deserialize(JsonParser p, DeserializationContext ctxt) {
		JsonToken start = p.currentToken();
		if (start == JsonToken.START_OBJECT) {
			p.nextToken();
		}
		if (start == JsonToken.START_OBJECT || start == JsonToken.PROPERTY_NAME) {
			if (p.currentToken() == JsonToken.PROPERTY_NAME && p.currentName().startsWith(MARK)) {
				return readMarked(p, ctxt, p.currentName().substring(1));
			}
			return readUnmarked(p, ctxt, DeclaredTyping.withoutId(this._baseType, false));
		}
		if (start == JsonToken.START_ARRAY) {
			return readUnmarked(p, ctxt, DeclaredTyping.withoutId(this._baseType, true));
		}
		Object natural = deserializeIfNatural(p, ctxt, this._baseType);
		return (natural != null) ? natural
				: readUnmarked(p, ctxt, this._baseType.isConcrete() && !this._baseType.isJavaLangObject()
						? this._baseType.getRawClass() : null);
	}

	private Object readMarked(JsonParser p, DeserializationContext ctxt, String id) {
		if (p.currentName().equals(SharedForm.SHARED)) {
			return SharedObjects.read(p, ctxt, this._baseType, () -> require(p, ctxt));
		}
		ValueDeserializer<Object> deserializer = this.deserializers.get(id);
		if (deserializer == null) {
			deserializer = find(ctxt, id);
			this.deserializers.put(id, deserializer);
		}
		if (p.nextToken() == JsonToken.VALUE_NULL) {
			return ctxt.reportInputMismatch(this._baseType, "Expected a value after the type id");
		}
		Object value = deserializer.deserialize(p, ctxt);
		if (p.nextToken() != JsonToken.END_OBJECT) {
			ctxt.reportWrongTokenException(this._baseType, JsonToken.END_OBJECT,
					"Expected one value after the type id");
		}
		return value;
	}

	private Object require(JsonParser p, DeserializationContext ctxt) {
		return p.hasToken(JsonToken.VALUE_NULL) ? ctxt.reportInputMismatch(this._baseType, "Expected a value")
				: _deserialize(p, ctxt);
	}

	private Object readUnmarked(JsonParser p, DeserializationContext ctxt, @Nullable Class<?> type) {
		if (type == null) {
			return ctxt.reportInputMismatch(this._baseType, "Expected a type id");
		}
		// The mark keeps this key apart from the ids.
		ValueDeserializer<Object> deserializer = this.deserializers.get(MARK + type.getName());
		if (deserializer == null) {
			deserializer = this.ids.schemas()
				.deserializer(type, 1, ctxt.findContextualValueDeserializer(
						ctxt.constructSpecializedType(this._baseType, type), this._property));
			this.deserializers.put(MARK + type.getName(), deserializer);
		}
		return deserializer.deserialize(p, ctxt);
	}

	@SuppressWarnings("unchecked")
	private ValueDeserializer<Object> find(DeserializationContext ctxt, String id) {
		int version = TypeSchemas.versionOf(id);
		JavaType type = this.ids.resolve(ctxt, this._baseType, TypeSchemas.nameOf(id));
		if (id.equals(TreeSerializer.ID)) {
			return (ValueDeserializer<Object>) (ValueDeserializer<?>) TreeDeserializer.marked(type);
		}
		ContainerKind kind = ContainerKind.byId(id);
		if (kind == null) {
			return this.ids.schemas()
				.deserializer(type.getRawClass(), version, ctxt.findContextualValueDeserializer(type, this._property));
		}
		return (ValueDeserializer<Object>) ctxt.handleSecondaryContextualization(
				new StdConvertingDeserializer<>(kind.converter(ctxt.getTypeFactory(), type)), this._property, type);
	}

}
