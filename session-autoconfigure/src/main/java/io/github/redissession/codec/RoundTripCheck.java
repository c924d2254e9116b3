package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/**
 * The classes of which one object has been written, read back and found the same. It is
 * done as JSON whatever the format, because all of Jackson's formats use the same rules.
 */
final class RoundTripCheck {

	private static final String ADVICE = "make it a record, or give its class a constructor without parameters,"
			+ " or one @JsonCreator whose parameters are named like the fields";

	private final Function<Object, byte[]> writer;

	private final ObjectReader reader;

	private final ObjectReader trees;

	/** The flags are held by the classes themselves, so they go when a class goes. */
	private final ClassValue<AtomicBoolean> proven = new ClassValue<>() {

		@Override
		protected AtomicBoolean computeValue(Class<?> type) {
			return new AtomicBoolean(JdkTypes.isListed(type));
		}

	};

	RoundTripCheck(Function<Object, byte[]> writer, ObjectReader reader) {
		this.writer = writer;
		this.reader = reader.with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
		this.trees = reader.forType(JsonNode.class);
	}

	/**
	 * Refuses a value that holds the first object of a class and does not come back.
	 */
	void require(Object value, Set<Class<?>> met) {
		if (!isProven(met)) {
			prove(value);
			met.forEach((type) -> this.proven.get(type).set(true));
		}
	}

	private boolean isProven(Set<Class<?>> met) {
		for (Class<?> type : met) {
			if (!this.proven.get(type).get()) {
				return false;
			}
		}
		return true;
	}

	private void prove(Object value) {
		byte[] bytes = this.writer.apply(value);
		Object copy = readStrictly(value, bytes);
		if (copy == null || copy.getClass() != value.getClass()) {
			throw UnfitTypeException.because(value.getClass(), "comes back as another class");
		}
		if (!content(this.writer.apply(copy)).equals(content(bytes))) {
			throw UnfitTypeException.because(value.getClass(), "does not come back with the same content; " + ADVICE);
		}
	}

	private Object readStrictly(Object value, byte[] bytes) {
		try {
			return this.reader.readValue(bytes);
		}
		catch (RuntimeException ex) {
			throw UnfitTypeException.because(value.getClass(),
					"cannot be read back, because of " + Failure.describe(ex) + "; " + ADVICE);
		}
	}

	/**
	 * The content in an order of its own, because a set may iterate differently after it
	 * was read; but with every value under its name. Constructors may put an empty
	 * container in the place of another.
	 */
	private String content(byte[] json) {
		return content(this.trees.<JsonNode>readValue(json));
	}

	private static String content(JsonNode node) {
		if (node.isArray()) {
			List<String> items = new ArrayList<>();
			node.forEach((item) -> items.add(content(item)));
			items.sort(null);
			return items.toString();
		}
		if (node.isObject()) {
			TreeMap<String, String> members = new TreeMap<>();
			node.forEachEntry((name, member) -> members.put(name, content(member)));
			boolean nothing = members.size() == 1 && members.firstKey().startsWith(TypeIdReader.MARK)
					&& members.containsValue("[]");
			return nothing ? "[]" : members.toString();
		}
		return node.toString();
	}

}
