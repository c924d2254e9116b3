package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/**
 * Writes the first value that contains a class, reads it back and refuses it if the copy
 * differs. The check always uses JSON, because all of Jackson's formats follow the same
 * rules.
 */
final class RoundTripCheck {

	private static final String ADVICE = "make it a record, or give its class a constructor without parameters,"
			+ " or one @JsonCreator whose parameters are named like the fields";

	private final Writer writer;

	private final ObjectReader reader;

	private final ObjectReader trees;

	/** Each class holds its own flag, so the flag is unloaded with it. */
	private final ClassValue<AtomicBoolean> passed = new ClassValue<>() {

		@Override
		protected AtomicBoolean computeValue(Class<?> type) {
			return new AtomicBoolean(JdkTypes.isListed(type));
		}

	};

	RoundTripCheck(Writer writer, ObjectReader reader) {
		this.writer = writer;
		this.reader = reader.with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
		this.trees = reader.forType(JsonNode.class);
	}

	/**
	 * Checks a value, unless all classes in it have passed before.
	 * @param trial whether the value is that of an exception's field
	 * @throws UnfitTypeException if the value differs when it is read back
	 */
	void check(Object value, Set<Class<?>> types, boolean trial) {
		for (Class<?> each : types) {
			if (!this.passed.get(each).get()) {
				checkRoundTrip(value, trial);
				types.forEach((type) -> this.passed.get(type).set(true));
				return;
			}
		}
	}

	private void checkRoundTrip(Object value, boolean trial) {
		List<Object> restored = new ArrayList<>();
		byte[] bytes = this.writer.write(value, (object, gen) -> collect(object, restored), trial);
		Object copy = readStrictly(value, bytes);
		if (copy == null || copy.getClass() != value.getClass()) {
			throw UnfitTypeException.because(value.getClass(), "comes back as another class");
		}
		List<Object> copies = new ArrayList<>();
		if (!content(this.writer.write(copy, (object, gen) -> collect(object, copies), trial)).equals(content(bytes))) {
			throw UnfitTypeException.because(value.getClass(), "does not come back with the same content; " + ADVICE);
		}
		for (int i = 0; i < Math.min(restored.size(), copies.size()); i++) {
			if (restored.get(i).getClass() == copies.get(i).getClass()) {
				OwnSerialization.checkRestored(restored.get(i), copies.get(i));
			}
		}
	}

	private static boolean collect(Object object, List<Object> restored) {
		if (OwnSerialization.restoresItself(object.getClass())) {
			restored.add(object);
		}
		return true;
	}

	private Object readStrictly(Object value, byte[] bytes) {
		try {
			return this.reader.readValue(bytes);
		}
		catch (RuntimeException ex) {
			throw UnfitTypeException.because(value.getClass(),
					"cannot be read back: " + Failure.describe(ex) + "; " + ADVICE);
		}
	}

	/**
	 * Returns the content in a canonical order, because a set may iterate differently
	 * after it was read; every value stays under its name. All empty containers are
	 * equal, because a constructor may replace one by another.
	 */
	private String content(byte[] json) {
		return content(this.trees.<JsonNode>readValue(json));
	}

	/**
	 * Returns whether two values have the same content.
	 * @param first the bytes of one of them
	 * @param second the bytes of the other one
	 * @param reader reads their format
	 */
	static boolean isSame(byte[] first, byte[] second, ObjectReader reader) {
		return Arrays.equals(first, second) || content(reader.forType(JsonNode.class).<JsonNode>readValue(first))
			.equals(content(reader.forType(JsonNode.class).<JsonNode>readValue(second)));
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
			boolean nothing = members.size() == 1 && members.firstKey().startsWith(TypeIdDeserializer.MARK)
					&& members.containsValue("[]");
			return nothing ? "[]" : members.toString();
		}
		return node.toString();
	}

	/**
	 * Writes a value.
	 */
	interface Writer {

		/**
		 * Writes a value.
		 * @param visit sees each object
		 * @param trial whether the value is that of an exception's field
		 */
		byte[] write(Object value, Writing.Visit visit, boolean trial);

	}

}
