package io.github.redissession.codec;

import org.springframework.security.core.AuthenticationException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes a failed login as its message; neither cause nor stack trace belong in a
 * session.
 */
final class FailureWriter extends StdSerializer<AuthenticationException> {

	FailureWriter() {
		super(AuthenticationException.class);
	}

	@Override
	public void serialize(AuthenticationException value, JsonGenerator gen, SerializationContext ctxt) {
		gen.writeStartObject(value);
		gen.writeStringProperty(FailureReader.MESSAGE, value.getMessage());
		gen.writeEndObject();
	}

	@Override
	public void serializeWithType(AuthenticationException value, JsonGenerator gen, SerializationContext ctxt,
			TypeSerializer typing) {
		WritableTypeId id = typing.writeTypePrefix(gen, ctxt, typing.typeId(value, JsonToken.START_OBJECT));
		gen.writeStringProperty(FailureReader.MESSAGE, value.getMessage());
		typing.writeTypeSuffix(gen, ctxt, id);
	}

}
