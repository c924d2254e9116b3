package io.github.redissession.codec;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;

/**
 * Reads the values that a container holds, which have one declared type.
 *
 * @param deserializer reads one of them
 * @param typing reads their type ids, or {@code null} if they have none
 */
record ItemReader(ValueDeserializer<Object> deserializer, @Nullable TypeDeserializer typing) {

	static ItemReader of(DeserializationContext ctxt, JavaType declared, @Nullable BeanProperty property) {
		TypeDeserializer typing = ctxt.findTypeDeserializer(declared);
		return new ItemReader(ctxt.findContextualValueDeserializer(declared, property),
				(typing != null && property != null) ? typing.forProperty(property) : typing);
	}

	@Nullable Object read(JsonParser p, DeserializationContext ctxt) {
		if (p.hasToken(JsonToken.VALUE_NULL)) {
			return null;
		}
		return (this.typing != null) ? this.deserializer.deserializeWithType(p, ctxt, this.typing)
				: this.deserializer.deserialize(p, ctxt);
	}

}
