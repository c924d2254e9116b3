package io.github.redissession.codec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.annotation.JsonTypeInfo.As;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.StdConvertingDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeIdResolver;

/**
 * Reads what {@link TypeIdSerializer} has written: an object whose first name begins with
 * {@code @} states its type; anything else has the type that needs no id.
 */
final class TypeIdDeserializer extends TypeDeserializer {

	static final String MARK = "@";

	private final TypeIds ids;

	private final JavaType declared;

	private final @Nullable BeanProperty property;

	private final Map<String, ValueDeserializer<Object>> deserializers;

	TypeIdDeserializer(TypeIds ids, JavaType declared) {
		this(ids, declared, null);
	}

	private TypeIdDeserializer(TypeIds ids, JavaType declared, @Nullable BeanProperty property) {
		this.ids = ids;
		this.declared = declared;
		this.property = property;
		this.deserializers = new ConcurrentHashMap<>();
	}

	@Override
	public TypeDeserializer forProperty(BeanProperty prop) {
		return (prop == this.property) ? this : new TypeIdDeserializer(this.ids, this.declared, prop);
	}

	@Override
	public As getTypeInclusion() {
		return As.WRAPPER_OBJECT;
	}

	@Override
	public @Nullable String getPropertyName() {
		return null;
	}

	@Override
	public @Nullable TypeIdResolver getTypeIdResolver() {
		return null;
	}

	@Override
	public @Nullable Class<?> getDefaultImpl() {
		return null;
	}

	@Override
	public Object deserializeTypedFromObject(JsonParser p, DeserializationContext ctxt) {
		return read(p, ctxt);
	}

	@Override
	public Object deserializeTypedFromArray(JsonParser p, DeserializationContext ctxt) {
		return read(p, ctxt);
	}

	@Override
	public Object deserializeTypedFromScalar(JsonParser p, DeserializationContext ctxt) {
		return read(p, ctxt);
	}

	@Override
	public Object deserializeTypedFromAny(JsonParser p, DeserializationContext ctxt) {
		return read(p, ctxt);
	}

	private Object read(JsonParser p, DeserializationContext ctxt) {
		JsonToken start = p.currentToken();
		if (start == JsonToken.START_OBJECT) {
			p.nextToken();
		}
		if (start == JsonToken.START_OBJECT || start == JsonToken.PROPERTY_NAME) {
			if (p.currentToken() == JsonToken.PROPERTY_NAME && p.currentName().startsWith(MARK)) {
				return readMarked(p, ctxt, p.currentName().substring(1));
			}
			return readUnmarked(p, ctxt, DeclaredTyping.withoutId(this.declared, false));
		}
		if (start == JsonToken.START_ARRAY) {
			return readUnmarked(p, ctxt, DeclaredTyping.withoutId(this.declared, true));
		}
		Object natural = deserializeIfNatural(p, ctxt, this.declared);
		return (natural != null) ? natural : readUnmarked(p, ctxt,
				this.declared.isConcrete() && !this.declared.isJavaLangObject() ? this.declared.getRawClass() : null);
	}

	private Object readMarked(JsonParser p, DeserializationContext ctxt, String id) {
		ValueDeserializer<Object> deserializer = this.deserializers.get(id);
		if (deserializer == null) {
			deserializer = find(ctxt, id);
			this.deserializers.put(id, deserializer);
		}
		if (p.nextToken() == JsonToken.VALUE_NULL) {
			return ctxt.reportInputMismatch(this.declared, "Expected a value after the type id");
		}
		Object value = deserializer.deserialize(p, ctxt);
		if (p.nextToken() != JsonToken.END_OBJECT) {
			ctxt.reportWrongTokenException(this.declared, JsonToken.END_OBJECT, "Expected one value after the type id");
		}
		return value;
	}

	private Object readUnmarked(JsonParser p, DeserializationContext ctxt, @Nullable Class<?> type) {
		if (type == null) {
			return ctxt.reportInputMismatch(this.declared, "Expected a type id");
		}
		// The mark keeps this key apart from the ids.
		ValueDeserializer<Object> deserializer = this.deserializers.get(MARK + type.getName());
		if (deserializer == null) {
			deserializer = this.ids.schemas()
				.deserializer(type, 1, ctxt.findContextualValueDeserializer(
						ctxt.constructSpecializedType(this.declared, type), this.property));
			this.deserializers.put(MARK + type.getName(), deserializer);
		}
		return deserializer.deserialize(p, ctxt);
	}

	@SuppressWarnings("unchecked")
	private ValueDeserializer<Object> find(DeserializationContext ctxt, String id) {
		int version = TypeIds.version(id);
		JavaType type = this.ids.resolve(ctxt, this.declared, TypeIds.withoutVersion(id));
		ContainerKind kind = ContainerKind.byId(id);
		if (kind == null) {
			return this.ids.schemas()
				.deserializer(type.getRawClass(), version, ctxt.findContextualValueDeserializer(type, this.property));
		}
		return (ValueDeserializer<Object>) ctxt.handleSecondaryContextualization(
				new StdConvertingDeserializer<>(kind.converter(ctxt.getTypeFactory(), type)), this.property, type);
	}

}
