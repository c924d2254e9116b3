package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;

/**
 * Reads what {@link SharedForm} has written, so that a shared object is the same instance
 * in each place.
 * <p>
 * References make a value that is small in bytes large for everything that walks through
 * it, such as a hash code. Therefore a value may, with every reference written in full,
 * take no more bytes than one without references, and be only somewhat deeper.
 */
final class SharedObjects {

	private static final Object KEY = SharedObjects.class.getName();

	private static final int MAX_DEPTH = 500;

	private final List<Shared> objects = new ArrayList<>();

	/** The bytes that the references read so far stand for. */
	private long referred;

	private int deepest;

	private SharedObjects() {
	}

	static @Nullable SharedObjects of(DeserializationContext ctxt) {
		return (ctxt.getAttribute(KEY) instanceof SharedObjects objects) ? objects : null;
	}

	/**
	 * Reads the shared objects and the value, or a reference.
	 * @param p stands at the name {@link SharedForm#SHARED}
	 * @param ctxt reads them
	 * @param declared the declared type
	 * @param reader reads what the parser stands at
	 * @return the value or the shared object
	 */
	static Object read(JsonParser p, DeserializationContext ctxt, JavaType declared, Supplier<Object> reader) {
		boolean whole = p.streamReadContext().getParent() != null && p.streamReadContext().getParent().inRoot();
		SharedObjects objects = of(ctxt);
		if (objects != null) {
			return objects.reference(p, ctxt, declared);
		}
		if (!whole || p.nextToken() != JsonToken.START_ARRAY) {
			throw UnfitTypeException.format("it refers to an object that it does not hold");
		}
		objects = new SharedObjects();
		ctxt.setAttribute(KEY, objects);
		objects.readShared(p, reader);
		if (p.nextToken() != JsonToken.PROPERTY_NAME || !p.currentName().equals(SharedForm.VALUE)) {
			throw UnfitTypeException.format("it holds shared objects, but no value");
		}
		p.nextToken();
		Object value = reader.get();
		end(p);
		return value;
	}

	private void readShared(JsonParser p, Supplier<Object> reader) {
		while (p.nextToken() != JsonToken.END_ARRAY) {
			long start = p.currentLocation().getByteOffset();
			long before = this.referred;
			this.deepest = 0;
			Object object = reader.get();
			long bytes = Math.max(1, p.currentLocation().getByteOffset() - start);
			this.objects.add(new Shared(object, bytes + this.referred - before, this.deepest));
		}
	}

	/**
	 * Reads a reference.
	 * @param p stands at the name {@link SharedForm#SHARED}
	 * @param ctxt reports what is wrong
	 * @param declared the declared type
	 * @return the shared object
	 */
	Object reference(JsonParser p, DeserializationContext ctxt, JavaType declared) {
		int depth = p.streamReadContext().getNestingDepth();
		int number = (p.nextToken() == JsonToken.VALUE_NUMBER_INT) ? p.getIntValue() : -1;
		if (number < 0 || number >= this.objects.size()) {
			throw UnfitTypeException.format("it refers to an object that it does not hold");
		}
		Shared shared = this.objects.get(number);
		this.referred += shared.bytes();
		this.deepest = Math.max(this.deepest, depth + shared.depth());
		if (this.referred > EnvelopeCodec.MAX_BYTES || this.deepest > MAX_DEPTH) {
			throw UnfitTypeException.format("it is nested too deeply or too large");
		}
		end(p);
		return declared.getRawClass().isInstance(shared.object()) ? shared.object()
				: ctxt.reportInputMismatch(declared, "Expected another shared object");
	}

	private static void end(JsonParser p) {
		if (p.nextToken() != JsonToken.END_OBJECT) {
			throw UnfitTypeException.format("it has more than a value");
		}
	}

	/**
	 * A shared object.
	 *
	 * @param object the object
	 * @param bytes the bytes that it takes with its references written in full
	 * @param depth how deep the deepest object lies to which it refers
	 */
	private record Shared(Object object, long bytes, int depth) {
	}

}
