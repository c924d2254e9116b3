package io.github.redissession.codec;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Writes a map as a JSON object if its keys are names, and otherwise as an array of
 * {@code [key, value]} pairs, which preserve the class of each key.
 */
final class AnyKeyMapSerializer extends ValueSerializer<Map<?, ?>> {

	/** Well below the longest name that Jackson reads. */
	private static final int MAX_NAME_LENGTH = 10_000;

	/**
	 * Types that Jackson writes as names, and reads back where they are declared.
	 */
	private static final Set<Class<?>> NAMES = Set.of(String.class, Integer.class, Long.class, Short.class, Byte.class,
			UUID.class);

	private static final Set<Class<?>> IMMUTABLE = Set.of(Map.of(1, 1).getClass(), Map.of().getClass());

	private final JavaType type;

	private final ValueSerializer<Object> delegate;

	private final @Nullable ItemWriter keys;

	private final @Nullable ItemWriter values;

	AnyKeyMapSerializer(JavaType type, ValueSerializer<Object> delegate) {
		this(type, delegate, null, null);
	}

	private AnyKeyMapSerializer(JavaType type, ValueSerializer<Object> delegate, @Nullable ItemWriter keys,
			@Nullable ItemWriter values) {
		this.type = type;
		this.delegate = delegate;
		this.keys = keys;
		this.values = values;
	}

	static boolean isName(JavaType keyType) {
		return NAMES.contains(keyType.getRawClass()) || JdkTypes.isEnum(keyType.getRawClass());
	}

	/**
	 * Returns whether every format can write a text as a name, and read it.
	 */
	static boolean isName(String text) {
		return text.length() <= MAX_NAME_LENGTH && StringSerializer.isWellFormed(text);
	}

	@Override
	public ValueSerializer<?> createContextual(SerializationContext ctxt, BeanProperty property) {
		return new AnyKeyMapSerializer(this.type, ctxt.handleSecondaryContextualization(this.delegate, property),
				ItemWriter.of(ctxt, this.type.getKeyType(), property),
				ItemWriter.of(ctxt, this.type.getContentType(), property));
	}

	@Override
	public boolean isEmpty(SerializationContext ctxt, Map<?, ?> value) {
		return value.isEmpty();
	}

	@Override
	public void serialize(Map<?, ?> value, JsonGenerator gen, SerializationContext ctxt) {
		if (hasNames(value)) {
			this.delegate.serialize(value, gen, ctxt);
			return;
		}
		gen.writeStartArray(value);
		writePairs(value, gen, ctxt);
		gen.writeEndArray();
	}

	@Override
	public void serializeWithType(Map<?, ?> value, JsonGenerator gen, SerializationContext ctxt,
			TypeSerializer typing) {
		if (hasNames(value)) {
			this.delegate.serializeWithType(value, gen, ctxt, typing);
			return;
		}
		WritableTypeId id = typing.writeTypePrefix(gen, ctxt, typing.typeId(value, JsonToken.START_ARRAY));
		writePairs(value, gen, ctxt);
		typing.writeTypeSuffix(gen, ctxt, id);
	}

	private boolean hasNames(Map<?, ?> map) {
		if (map instanceof EnumMap) {
			return true;
		}
		boolean declared = isName(this.type.getKeyType());
		for (Object key : map.keySet()) {
			if (key instanceof String name) {
				if (!isName(name)) {
					return false;
				}
			}
			else if (key == null || !declared) {
				return false;
			}
		}
		return true;
	}

	private void writePairs(Map<?, ?> map, JsonGenerator gen, SerializationContext ctxt) {
		ItemWriter keyWriter = (this.keys != null) ? this.keys : ItemWriter.of(ctxt, this.type.getKeyType(), null);
		ItemWriter valueWriter = (this.values != null) ? this.values
				: ItemWriter.of(ctxt, this.type.getContentType(), null);
		if (isStable(map)) {
			map.forEach((key, value) -> writePair(keyWriter, key, valueWriter, value, gen, ctxt));
		}
		else {
			ItemWriter.writeSorted(map.entrySet(), gen, ctxt,
					(entry, part) -> writePair(keyWriter, entry.getKey(), valueWriter, entry.getValue(), part, ctxt));
		}
	}

	private static void writePair(ItemWriter keys, @Nullable Object key, ItemWriter values, @Nullable Object value,
			JsonGenerator gen, SerializationContext ctxt) {
		gen.writeStartArray();
		keys.write(key, gen, ctxt);
		values.write(value, gen, ctxt);
		gen.writeEndArray();
	}

	private static boolean isStable(Map<?, ?> map) {
		boolean hashed = map instanceof HashMap && !(map instanceof LinkedHashMap) || map instanceof ConcurrentHashMap
				|| map instanceof Hashtable || IMMUTABLE.contains(map.getClass());
		if (hashed) {
			for (Object key : map.keySet()) {
				if (key != null && !JdkTypes.isValue(key.getClass())) {
					return false;
				}
			}
		}
		return true;
	}

}
