package io.github.redissession.codec;

import java.util.Iterator;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonFormat;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TreeNode;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.ser.jackson.JsonValueSerializer;
import tools.jackson.databind.util.NameTransformer;

/**
 * Collects the classes of the values it writes, including those that get no type id.
 */
final class TypeCollectingSerializer extends ValueSerializer<Object> {

	/** The attribute of a serialization that holds the classes written so far. */
	static final Object TYPES = TypeCollectingSerializer.class.getName() + ".TYPES";

	private final ValueSerializer<Object> delegate;

	private TypeCollectingSerializer(ValueSerializer<Object> delegate) {
		this.delegate = delegate;
	}

	static ValueSerializer<?> around(Class<?> type, ValueSerializer<?> delegate) {
		boolean known = type.getName().startsWith("java.") || JdkTypes.isListed(type) || JdkTypes.isEnum(type)
				|| TreeNode.class.isAssignableFrom(type);
		return known ? delegate : wrap(delegate);
	}

	@SuppressWarnings("unchecked")
	private static TypeCollectingSerializer wrap(ValueSerializer<?> delegate) {
		return (delegate instanceof TypeCollectingSerializer wrapped) ? wrapped
				: new TypeCollectingSerializer((ValueSerializer<Object>) delegate);
	}

	@SuppressWarnings("unchecked")
	static void collect(SerializationContext ctxt, Class<?> type) {
		if (ctxt.getAttribute(TYPES) instanceof Set<?> types) {
			((Set<Class<?>>) types).add(type);
		}
	}

	@Override
	public void serialize(Object value, JsonGenerator gen, SerializationContext ctxt) {
		collect(ctxt, value.getClass());
		this.delegate.serialize(value, gen, ctxt);
	}

	/**
	 * Writes the type id of a class that is written as a value it holds
	 * ({@code JsonValue}). Jackson would leave it to that value's serializer, which
	 * writes none for a string.
	 */
	@Override
	public void serializeWithType(Object value, JsonGenerator gen, SerializationContext ctxt, TypeSerializer typing) {
		collect(ctxt, value.getClass());
		if (this.delegate instanceof JsonValueSerializer) {
			WritableTypeId id = typing.writeTypePrefix(gen, ctxt,
					typing.typeId(value, JsonToken.VALUE_EMBEDDED_OBJECT));
			this.delegate.serialize(value, gen, ctxt);
			typing.writeTypeSuffix(gen, ctxt, id);
			return;
		}
		this.delegate.serializeWithType(value, gen, ctxt, typing);
	}

	@Override
	public void resolve(SerializationContext ctxt) {
		this.delegate.resolve(ctxt);
	}

	@Override
	public ValueSerializer<?> createContextual(SerializationContext ctxt, BeanProperty property) {
		return with(this.delegate.createContextual(ctxt, property));
	}

	@Override
	public ValueSerializer<Object> unwrappingSerializer(NameTransformer unwrapper) {
		return with(this.delegate.unwrappingSerializer(unwrapper));
	}

	@Override
	public ValueSerializer<?> withFilterId(Object filterId) {
		return with(this.delegate.withFilterId(filterId));
	}

	@Override
	public ValueSerializer<?> withIgnoredProperties(Set<String> ignoredProperties) {
		return with(this.delegate.withIgnoredProperties(ignoredProperties));
	}

	@Override
	public ValueSerializer<?> withFormatOverrides(SerializationConfig config, JsonFormat.Value formatOverrides) {
		return with(this.delegate.withFormatOverrides(config, formatOverrides));
	}

	private TypeCollectingSerializer with(ValueSerializer<?> other) {
		return (other == this.delegate) ? this : wrap(other);
	}

	@Override
	public Class<?> handledType() {
		return this.delegate.handledType();
	}

	@Override
	public boolean usesObjectId() {
		return this.delegate.usesObjectId();
	}

	@Override
	public boolean isUnwrappingSerializer() {
		return this.delegate.isUnwrappingSerializer();
	}

	@Override
	public Iterator<PropertyWriter> properties() {
		return this.delegate.properties();
	}

	@Override
	public boolean isEmpty(SerializationContext ctxt, Object value) {
		return this.delegate.isEmpty(ctxt, value);
	}

	@Override
	public void acceptJsonFormatVisitor(JsonFormatVisitorWrapper visitor, JavaType type) {
		this.delegate.acceptJsonFormatVisitor(visitor, type);
	}

}
