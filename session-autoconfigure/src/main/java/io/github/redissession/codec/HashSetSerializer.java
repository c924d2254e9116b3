package io.github.redissession.codec;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
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
 * Writes a set that is ordered by hash codes, so that equal content yields equal bytes.
 */
final class HashSetSerializer extends ValueSerializer<Collection<?>> {

	private static final Set<Class<?>> OTHER_HASHED = Set.of(Set.of(1).getClass(), Set.of().getClass(),
			ConcurrentHashMap.newKeySet().getClass());

	private final JavaType itemType;

	private final ValueSerializer<Object> delegate;

	private final @Nullable ItemWriter items;

	HashSetSerializer(JavaType itemType, ValueSerializer<Object> delegate, @Nullable ItemWriter items) {
		this.itemType = itemType;
		this.delegate = delegate;
		this.items = items;
	}

	@Override
	public ValueSerializer<?> createContextual(SerializationContext ctxt, BeanProperty property) {
		return new HashSetSerializer(this.itemType, ctxt.handleSecondaryContextualization(this.delegate, property),
				ItemWriter.of(ctxt, this.itemType, property));
	}

	@Override
	public boolean isEmpty(SerializationContext ctxt, Collection<?> value) {
		return value.isEmpty();
	}

	@Override
	public void serialize(Collection<?> value, JsonGenerator gen, SerializationContext ctxt) {
		if (isStable(value)) {
			this.delegate.serialize(value, gen, ctxt);
			return;
		}
		gen.writeStartArray(value);
		writeItems(value, gen, ctxt);
		gen.writeEndArray();
	}

	@Override
	public void serializeWithType(Collection<?> value, JsonGenerator gen, SerializationContext ctxt,
			TypeSerializer typing) {
		if (isStable(value)) {
			this.delegate.serializeWithType(value, gen, ctxt, typing);
			return;
		}
		WritableTypeId id = typing.writeTypePrefix(gen, ctxt, typing.typeId(value, JsonToken.START_ARRAY));
		writeItems(value, gen, ctxt);
		typing.writeTypeSuffix(gen, ctxt, id);
	}

	private void writeItems(Collection<?> value, JsonGenerator gen, SerializationContext ctxt) {
		ItemWriter writer = (this.items != null) ? this.items : ItemWriter.of(ctxt, this.itemType, null);
		ItemWriter.writeSorted(value, gen, ctxt, (item, part) -> writer.write(item, part, ctxt));
	}

	private static boolean isStable(Collection<?> value) {
		boolean hashed = value instanceof HashSet && !(value instanceof LinkedHashSet)
				|| OTHER_HASHED.contains(value.getClass());
		if (!hashed) {
			return true;
		}
		for (Object item : value) {
			if (item != null && !JdkTypes.isValue(item.getClass())) {
				return false;
			}
		}
		return true;
	}

}
