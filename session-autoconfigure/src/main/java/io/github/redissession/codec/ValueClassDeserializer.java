package io.github.redissession.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/**
 * Reads an instance of a Kotlin value class, which has one field and no constructor that
 * Jackson could see.
 */
final class ValueClassDeserializer extends StdScalarDeserializer<Object> {

	private final Method boxing;

	private final @Nullable ItemReader content;

	ValueClassDeserializer(JavaType type, Method boxing) {
		this(type, boxing, null);
	}

	private ValueClassDeserializer(JavaType type, Method boxing, @Nullable ItemReader content) {
		super(type);
		this.boxing = boxing;
		this.content = content;
	}

	@Override
	public ValueDeserializer<?> createContextual(DeserializationContext ctxt, BeanProperty property) {
		JavaType type = getValueType(ctxt);
		return new ValueClassDeserializer(type, this.boxing,
				ItemReader.of(ctxt, ctxt.constructType(field().getType()), property));
	}

	private Field field() {
		return Arrays.stream(handledType().getDeclaredFields())
			.filter((field) -> !Modifier.isStatic(field.getModifiers()))
			.findFirst()
			.orElseThrow();
	}

	@Override
	public Object deserialize(JsonParser p, DeserializationContext ctxt) {
		if (p.hasToken(JsonToken.START_OBJECT)) {
			p.nextToken();
		}
		if (this.content == null || !p.hasToken(JsonToken.PROPERTY_NAME)
				|| !p.currentName().equals(field().getName())) {
			return ctxt.handleUnexpectedToken(getValueType(ctxt), p);
		}
		p.nextToken();
		@Nullable Object value = this.content.read(p, ctxt);
		if (p.nextToken() != JsonToken.END_OBJECT) {
			return ctxt.handleUnexpectedToken(getValueType(ctxt), p);
		}
		return KotlinTypes.invoke(this.boxing, null, value);
	}

}
