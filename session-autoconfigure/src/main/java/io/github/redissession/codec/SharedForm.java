package io.github.redissession.codec;

import java.io.ByteArrayOutputStream;
import java.util.List;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.ObjectWriter;

/**
 * Writes a value that holds an object in several places as
 * <code>{"@=": [shared objects], "@": value}</code>, with <code>{"@=": n}</code> wherever
 * the <em>n</em>th shared object stands. {@link SharedObjects} reads it.
 */
final class SharedForm {

	/** Begins with the mark of a type id, and is none. */
	static final String SHARED = TypeIdDeserializer.MARK + "=";

	static final String VALUE = TypeIdDeserializer.MARK;

	private final ObjectWriter writer;

	SharedForm(ObjectWriter writer) {
		this.writer = writer;
	}

	/**
	 * Writes a value.
	 * @param value the value
	 * @param repeated the objects that it holds in several places
	 * @return the bytes, the same for equal content
	 * @throws UnfitTypeException if one of these objects contains itself
	 */
	byte[] write(Object value, List<Object> repeated) {
		SharedOrder order = new SharedOrder(repeated, this::write);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (JsonGenerator gen = this.writer.createGenerator(bytes)) {
			gen.writeStartObject();
			gen.writeName(SHARED);
			gen.writeStartArray();
			order.objects().forEach((object) -> write(object, new References(order, object), gen));
			gen.writeEndArray();
			gen.writeName(VALUE);
			write(value, new References(order, value), gen);
			gen.writeEndObject();
		}
		return bytes.toByteArray();
	}

	private byte[] write(Object value, Writing.Visit visit) {
		return this.writer.withAttribute(Writing.KEY, Writing.with(visit)).writeValueAsBytes(value);
	}

	private void write(Object value, Writing.Visit visit, JsonGenerator gen) {
		this.writer.withAttribute(Writing.KEY, Writing.with(visit)).writeValue(gen, value);
	}

	/**
	 * Writes a reference in place of each shared object but the one that is being
	 * written.
	 */
	private static final class References implements Writing.Visit {

		private final SharedOrder order;

		private final Object root;

		References(SharedOrder order, Object root) {
			this.order = order;
			this.root = root;
		}

		@Override
		public boolean enter(Object value, JsonGenerator gen) {
			int number = (value != this.root) ? this.order.number(value) : -1;
			if (number < 0) {
				return true;
			}
			gen.writeStartObject();
			gen.writeName(SHARED);
			gen.writeNumber(number);
			gen.writeEndObject();
			return false;
		}

	}

}
