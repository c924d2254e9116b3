package io.github.redissession.codec;

import java.util.LinkedHashMap;
import java.util.function.Predicate;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes what a session keeps of an exception.
 */
final class FailureSerializer extends StdSerializer<Throwable> {

	static final String MESSAGE = "message";

	static final String CAUSES = "causes";

	static final String FIELDS = "fields";

	static final String TYPE = "type";

	/** The attribute of a serialization that tells which values can be stored. */
	static final Object TRIAL = FailureSerializer.class.getName() + ".TRIAL";

	FailureSerializer() {
		super(Throwable.class);
	}

	@Override
	public void serialize(Throwable value, JsonGenerator gen, SerializationContext ctxt) {
		gen.writeStartObject(value);
		write(StoredFailure.of(value, trial(ctxt)), gen, ctxt);
		gen.writeEndObject();
	}

	@Override
	public void serializeWithType(Throwable value, JsonGenerator gen, SerializationContext ctxt,
			TypeSerializer typing) {
		WritableTypeId id = typing.writeTypePrefix(gen, ctxt, typing.typeId(value, JsonToken.START_OBJECT));
		write(StoredFailure.of(value, trial(ctxt)), gen, ctxt);
		typing.writeTypeSuffix(gen, ctxt, id);
	}

	@SuppressWarnings("unchecked")
	private static Predicate<Object> trial(SerializationContext ctxt) {
		return (ctxt.getAttribute(TRIAL) instanceof Predicate<?> trial) ? (Predicate<Object>) trial : (value) -> false;
	}

	private static void write(StoredFailure failure, JsonGenerator gen, SerializationContext ctxt) {
		gen.writeStringProperty(MESSAGE, failure.message());
		if (!failure.causes().isEmpty()) {
			gen.writeArrayPropertyStart(CAUSES);
			failure.causes().forEach((cause) -> write(cause, gen));
			gen.writeEndArray();
		}
		if (!failure.fields().isEmpty()) {
			gen.writeName(FIELDS);
			writeFields(failure, gen, ctxt);
		}
	}

	private static void write(StoredFailure.Cause cause, JsonGenerator gen) {
		gen.writeStartObject();
		gen.writeStringProperty(TYPE, cause.type());
		gen.writeStringProperty(MESSAGE, cause.message());
		gen.writeEndObject();
	}

	/**
	 * Writes the fields, but none of the exceptions in them, which may hold this one.
	 */
	private static void writeFields(StoredFailure failure, JsonGenerator gen, SerializationContext ctxt) {
		Object trial = ctxt.getAttribute(TRIAL);
		ctxt.setAttribute(TRIAL, "");
		JavaType type = ctxt.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class);
		ctxt.findContentValueSerializer(type, null).serialize(failure.fields(), gen, ctxt);
		ctxt.setAttribute(TRIAL, trial);
	}

}
