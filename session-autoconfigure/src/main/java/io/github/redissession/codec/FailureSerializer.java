package io.github.redissession.codec;

import org.springframework.security.core.AuthenticationException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes the exception of a failed login as its message; the cause and the stack trace do
 * not belong in a session.
 */
final class FailureSerializer extends StdSerializer<AuthenticationException> {

	FailureSerializer() {
		super(AuthenticationException.class);
	}

	@Override
	public void serialize(AuthenticationException value, JsonGenerator gen, SerializationContext ctxt) {
		gen.writeStartObject(value);
		gen.writeStringProperty(FailureDeserializer.MESSAGE, value.getMessage());
		gen.writeEndObject();
	}

	@Override
	public void serializeWithType(AuthenticationException value, JsonGenerator gen, SerializationContext ctxt,
			TypeSerializer typing) {
		WritableTypeId id = typing.writeTypePrefix(gen, ctxt, typing.typeId(value, JsonToken.START_OBJECT));
		gen.writeStringProperty(FailureDeserializer.MESSAGE, value.getMessage());
		typing.writeTypeSuffix(gen, ctxt, id);
	}

}
