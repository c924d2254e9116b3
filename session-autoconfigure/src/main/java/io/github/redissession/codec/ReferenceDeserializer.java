package io.github.redissession.codec;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;

/**
 * Reads a reference to a shared object where the declared type determines the class, so
 * that {@link TypeIdDeserializer} does not read the value.
 */
final class ReferenceDeserializer extends DelegatingDeserializer {

	private final JavaType type;

	ReferenceDeserializer(JavaType type, ValueDeserializer<?> delegate) {
		super(delegate);
		this.type = type;
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> newDelegatee) {
		return new ReferenceDeserializer(this.type, newDelegatee);
	}

	@Override
	public ValueDeserializer<?> createContextual(DeserializationContext ctxt, BeanProperty property) {
		return _newIfChanged(ctxt.handleSecondaryContextualization(this._delegatee, property, this.type));
	}

	@Override
	public Object deserialize(JsonParser p, DeserializationContext ctxt) {
		SharedObjects objects = p.hasToken(JsonToken.START_OBJECT) ? SharedObjects.of(ctxt) : null;
		// A deserializer that does not find a reference begins at the first name.
		return (objects != null && SharedForm.SHARED.equals(p.nextName())) ? objects.reference(p, ctxt, this.type)
				: super.deserialize(p, ctxt);
	}

	/**
	 * Also where an annotation of the application asks for a type id.
	 */
	@Override
	public Object deserializeWithType(JsonParser p, DeserializationContext ctxt, TypeDeserializer typing) {
		SharedObjects objects = (!(typing instanceof TypeIdDeserializer) && p.hasToken(JsonToken.START_OBJECT))
				? SharedObjects.of(ctxt) : null;
		return (objects != null && SharedForm.SHARED.equals(p.nextName())) ? objects.reference(p, ctxt, this.type)
				: super.deserializeWithType(p, ctxt, typing);
	}

}
