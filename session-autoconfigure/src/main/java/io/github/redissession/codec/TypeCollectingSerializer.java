package io.github.redissession.codec;

import java.util.Set;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TreeNode;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.jackson.JsonValueSerializer;
import tools.jackson.databind.ser.std.DelegatingSerializer;

/**
 * Collects the classes of the values it writes, including those that get no type id.
 */
final class TypeCollectingSerializer extends DelegatingSerializer {

	/** The attribute of a serialization that holds the classes written so far. */
	static final Object TYPES = TypeCollectingSerializer.class.getName() + ".TYPES";

	private TypeCollectingSerializer(ValueSerializer<?> delegate) {
		super(delegate);
	}

	static ValueSerializer<?> around(Class<?> type, ValueSerializer<?> delegate) {
		boolean known = type.getName().startsWith("java.") || JdkTypes.isListed(type) || JdkTypes.isEnum(type)
				|| TreeNode.class.isAssignableFrom(type);
		return known ? delegate : wrap(delegate);
	}

	private static TypeCollectingSerializer wrap(ValueSerializer<?> delegate) {
		return (delegate instanceof TypeCollectingSerializer wrapped) ? wrapped
				: new TypeCollectingSerializer(delegate);
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
		this._delegatee.serialize(value, gen, ctxt);
	}

	/**
	 * Writes the type id of a class that is written as a value it holds
	 * ({@code JsonValue}). Jackson would leave it to that value's serializer, which
	 * writes none for a string.
	 */
	@Override
	public void serializeWithType(Object value, JsonGenerator gen, SerializationContext ctxt, TypeSerializer typing) {
		collect(ctxt, value.getClass());
		if (this._delegatee instanceof JsonValueSerializer) {
			WritableTypeId id = typing.writeTypePrefix(gen, ctxt,
					typing.typeId(value, JsonToken.VALUE_EMBEDDED_OBJECT));
			this._delegatee.serialize(value, gen, ctxt);
			typing.writeTypeSuffix(gen, ctxt, id);
			return;
		}
		this._delegatee.serializeWithType(value, gen, ctxt, typing);
	}

	@Override
	protected ValueSerializer<Object> newDelegatingInstance(ValueSerializer<?> delegatee) {
		return wrap(delegatee);
	}

}
