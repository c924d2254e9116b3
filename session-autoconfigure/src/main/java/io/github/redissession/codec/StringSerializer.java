package io.github.redissession.codec;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteCapability;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * Writes any string, even one that is not valid UTF-16 and therefore has no UTF-8.
 */
final class StringSerializer extends StdScalarSerializer<String> {

	StringSerializer() {
		super(String.class);
	}

	@Override
	public void serialize(String value, JsonGenerator gen, SerializationContext ctxt) {
		write(value, gen);
	}

	static void write(String value, JsonGenerator gen) {
		if (isWellFormed(value)) {
			gen.writeString(value);
		}
		else if (gen.has(StreamWriteCapability.CAN_WRITE_BINARY_NATIVELY)) {
			throw UnfitTypeException.because(String.class,
					"has characters without UTF-8, which only the format JSON can store");
		}
		else {
			gen.writeRawValue(escape(value));
		}
	}

	@Override
	public void serializeWithType(String value, JsonGenerator gen, SerializationContext ctxt, TypeSerializer typing) {
		serialize(value, gen, ctxt);
	}

	static boolean isWellFormed(String text) {
		int point;
		for (int i = 0; i < text.length(); i += Character.charCount(point)) {
			point = text.codePointAt(i);
			if (Character.isBmpCodePoint(point) && Character.isSurrogate((char) point)) {
				return false;
			}
		}
		return true;
	}

	static String escape(String text) {
		StringBuilder json = new StringBuilder(text.length() + 16).append('"');
		for (char unit : text.toCharArray()) {
			if (unit < ' ' || unit == '"' || unit == '\\' || Character.isSurrogate(unit)) {
				json.append(String.format("\\u%04x", (int) unit));
			}
			else {
				json.append(unit);
			}
		}
		return json.append('"').toString();
	}

}
