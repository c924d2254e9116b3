package io.github.redissession.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteCapability;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Writes the items of a container, which have one declared type.
 *
 * @param declared the declared type of the items
 * @param typing writes their type ids, or {@code null} if they need none
 * @param property the property that holds the container, {@code null} if it is in none
 */
record ItemWriter(JavaType declared, @Nullable TypeSerializer typing, @Nullable BeanProperty property) {

	static ItemWriter of(SerializationContext ctxt, JavaType declared, @Nullable BeanProperty property) {
		return new ItemWriter(declared, ctxt.findTypeSerializer(declared), property);
	}

	void write(@Nullable Object item, JsonGenerator gen, SerializationContext ctxt) {
		if (item == null) {
			gen.writeNull();
			return;
		}
		JavaType type = this.declared.hasGenericTypes() ? ctxt.constructSpecializedType(this.declared, item.getClass())
				: ctxt.constructType(item.getClass());
		ValueSerializer<Object> serializer = ctxt.findContentValueSerializer(type, this.property);
		if (this.typing == null) {
			serializer.serialize(item, gen, ctxt);
		}
		else {
			serializer.serializeWithType(item, gen, ctxt, this.typing);
		}
	}

	/**
	 * Writes items in the order of their bytes, for containers whose own order depends on
	 * the items' addresses in memory.
	 */
	static <T> void writeSorted(Iterable<T> items, JsonGenerator gen, SerializationContext ctxt,
			BiConsumer<T, JsonGenerator> writer) {
		List<byte[]> parts = new ArrayList<>();
		for (T item : items) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			try (JsonGenerator part = ctxt.tokenStreamFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
				writer.accept(item, part);
			}
			parts.add(bytes.toByteArray());
		}
		parts.sort(Arrays::compareUnsigned);
		boolean text = !gen.has(StreamWriteCapability.CAN_WRITE_BINARY_NATIVELY);
		parts.forEach((part) -> {
			if (text) {
				gen.writeRawValue(new String(part, StandardCharsets.UTF_8));
			}
			else {
				copy(part, gen, ctxt);
			}
		});
	}

	private static void copy(byte[] part, JsonGenerator gen, SerializationContext ctxt) {
		try (JsonParser parser = ctxt.tokenStreamFactory().createParser(ObjectReadContext.empty(), part)) {
			parser.nextToken();
			gen.copyCurrentStructureExact(parser);
		}
	}

}
