package io.github.redissession.codec;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.jdk.MapDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;

/**
 * Reads both forms that {@link AnyKeyMapSerializer} writes.
 */
final class AnyKeyMapDeserializer extends DelegatingDeserializer {

	private final JavaType type;

	private final @Nullable ItemReader keys;

	private final @Nullable ItemReader values;

	AnyKeyMapDeserializer(JavaType type, ValueDeserializer<?> delegate) {
		this(type, delegate, null, null);
	}

	private AnyKeyMapDeserializer(JavaType type, ValueDeserializer<?> delegate, @Nullable ItemReader keys,
			@Nullable ItemReader values) {
		super(delegate);
		this.type = type;
		this.keys = keys;
		this.values = values;
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> newDelegatee) {
		return new AnyKeyMapDeserializer(this.type, newDelegatee, this.keys, this.values);
	}

	@Override
	public ValueDeserializer<?> createContextual(DeserializationContext ctxt, BeanProperty property) {
		return new AnyKeyMapDeserializer(this.type,
				ctxt.handleSecondaryContextualization(this._delegatee, property, this.type),
				ItemReader.of(ctxt, this.type.getKeyType(), property),
				ItemReader.of(ctxt, this.type.getContentType(), property));
	}

	@Override
	public Object deserialize(JsonParser p, DeserializationContext ctxt) {
		if (p.hasToken(JsonToken.START_ARRAY) && this._delegatee instanceof MapDeserializer maps && this.keys != null
				&& this.values != null) {
			@SuppressWarnings("unchecked")
			Map<@Nullable Object, @Nullable Object> map = (Map<@Nullable Object, @Nullable Object>) maps
				.getValueInstantiator()
				.createUsingDefault(ctxt);
			readPairs(p, ctxt, map, this.keys, this.values);
			return map;
		}
		return super.deserialize(p, ctxt);
	}

	private void readPairs(JsonParser p, DeserializationContext ctxt, Map<@Nullable Object, @Nullable Object> map,
			ItemReader keys, ItemReader values) {
		while (p.nextToken() != JsonToken.END_ARRAY) {
			require(p.hasToken(JsonToken.START_ARRAY), ctxt);
			p.nextToken();
			Object key = keys.read(p, ctxt);
			p.nextToken();
			map.put(key, values.read(p, ctxt));
			require(p.nextToken() == JsonToken.END_ARRAY, ctxt);
		}
	}

	private void require(boolean condition, DeserializationContext ctxt) {
		if (!condition) {
			ctxt.reportInputMismatch(this.type, "Expected a list of pairs");
		}
	}

}
