package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Recreates an exception from what a session has kept of it.
 */
final class FailureDeserializer extends StdDeserializer<Throwable> {

	private final Class<?> type;

	private final FailureFactory factory;

	FailureDeserializer(Class<?> type, FailureFactory factory) {
		super(type);
		this.type = type;
		this.factory = factory;
	}

	@Override
	public Throwable deserialize(JsonParser p, DeserializationContext ctxt) {
		String message = null;
		ArrayList<StoredFailure.Cause> causes = new ArrayList<>();
		LinkedHashMap<String, Object> fields = new LinkedHashMap<>();
		for (JsonToken token = p.isExpectedStartObjectToken() ? p.nextToken()
				: p.currentToken(); token == JsonToken.PROPERTY_NAME; token = p.nextToken()) {
			String name = p.currentName();
			JsonToken value = p.nextToken();
			if (value == JsonToken.VALUE_STRING && name.equals(FailureSerializer.MESSAGE)) {
				message = p.getString();
			}
			else if (value == JsonToken.START_ARRAY && name.equals(FailureSerializer.CAUSES)) {
				readCauses(p, causes);
			}
			else if (value == JsonToken.START_OBJECT && name.equals(FailureSerializer.FIELDS)) {
				fields = readFields(p, ctxt);
			}
			else {
				p.skipChildren();
			}
		}
		return this.factory.create(this.type, new StoredFailure(this.type.getName(), message, causes, fields));
	}

	private static void readCauses(JsonParser p, ArrayList<StoredFailure.Cause> causes) {
		while (p.nextToken() == JsonToken.START_OBJECT) {
			String type = "";
			String message = null;
			while (p.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = p.currentName();
				String text = (p.nextToken() == JsonToken.VALUE_STRING) ? p.getString() : null;
				if (name.equals(FailureSerializer.TYPE) && text != null) {
					type = text;
				}
				else if (name.equals(FailureSerializer.MESSAGE)) {
					message = text;
				}
				p.skipChildren();
			}
			causes.add(new StoredFailure.Cause(type, message));
		}
	}

	private static LinkedHashMap<String, Object> readFields(JsonParser p, DeserializationContext ctxt) {
		JavaType type = ctxt.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class);
		return ctxt.readValue(p, type);
	}

}
