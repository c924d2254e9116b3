package io.github.redissession.codec;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.std.DelegatingSerializer;

/**
 * Writes a constant as the name of its field, like an enum's, and every other instance by
 * its fields.
 */
final class SingletonSerializer extends DelegatingSerializer {

	private final ConstantFields constants;

	SingletonSerializer(ConstantFields constants, ValueSerializer<?> delegate) {
		super(delegate);
		this.constants = constants;
	}

	boolean isConstant(Object value) {
		return this.constants.nameOf(value) != null;
	}

	@Override
	public void serialize(Object value, JsonGenerator gen, SerializationContext ctxt) {
		String name = this.constants.nameOf(value);
		if (name == null || this.constants.isSingle()) {
			this._delegatee.serialize(value, gen, ctxt);
		}
		else {
			gen.writeString(name);
		}
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator gen, SerializationContext ctxt, TypeSerializer typing) {
		String name = this.constants.nameOf(value);
		if (name == null || this.constants.isSingle()) {
			this._delegatee.serializeWithType(value, gen, ctxt, typing);
			return;
		}
		WritableTypeId id = typing.writeTypePrefix(gen, ctxt, typing.typeId(value, JsonToken.VALUE_STRING));
		gen.writeString(name);
		typing.writeTypeSuffix(gen, ctxt, id);
	}

	@Override
	protected ValueSerializer<Object> newDelegatingInstance(ValueSerializer<?> newDelegatee) {
		return new SingletonSerializer(this.constants, newDelegatee);
	}

}
