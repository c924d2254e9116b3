package io.github.redissession.codec;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/**
 * Reads what {@link SingletonSerializer} has written: the constant itself.
 */
final class SingletonDeserializer extends DelegatingDeserializer {

	private final ConstantFields constants;

	SingletonDeserializer(ConstantFields constants, ValueDeserializer<?> delegate) {
		super(delegate);
		this.constants = constants;
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> newDelegatee) {
		return new SingletonDeserializer(this.constants, newDelegatee);
	}

	@Override
	public Object deserialize(JsonParser p, DeserializationContext ctxt) {
		if (p.hasToken(JsonToken.VALUE_STRING)) {
			return this.constants.value(p.getString());
		}
		if (!this.constants.isSingle()) {
			return super.deserialize(p, ctxt);
		}
		skip(p);
		return this.constants.value(null);
	}

	/**
	 * Skips to the end of the object, of which the first name may have been read.
	 */
	private static void skip(JsonParser p) {
		while (p.currentToken() == JsonToken.PROPERTY_NAME) {
			p.nextToken();
			p.skipChildren();
			p.nextToken();
		}
		p.skipChildren();
	}

}
