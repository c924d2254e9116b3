package io.github.redissession.codec;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What Java serialization writes in place of a value whose own serialization it cannot or
 * must not use. Its name and its components are part of the storage format.
 *
 * @param id the type id of the value
 * @param content its text, or the list of its items
 */
record StoredPart(String id, Serializable content) implements Serializable {

	private static final Map<Class<?>, Function<Object, StoredPart>> WRITERS = new HashMap<>();

	private static final Map<String, Function<Object, Object>> READERS = new HashMap<>();

	static {
		ValueText.ALL.forEach(StoredPart::add);
		ItemForm.ALL.forEach(StoredPart::add);
		WRITERS.put(Optional.class, (value) -> new StoredPart("Optional",
				((Optional<?>) value).map((item) -> listOf(Arrays.asList(item))).orElseGet(ArrayList::new)));
		READERS.put("Optional", (content) -> OptionalSerializer.toOptional((List<?>) content));
	}

	private static <T> void add(TextScalar<T> scalar) {
		WRITERS.put(scalar.actual(), (value) -> new StoredPart(scalar.id(), scalar.text(value)));
		READERS.put(scalar.id(), (content) -> scalar.read().apply((String) content));
	}

	private static void add(ItemForm<?> form) {
		WRITERS.put(form.type(), (value) -> new StoredPart(form.id(), listOf(form.itemsOf(value))));
		READERS.put(form.id(), form::make);
	}

	private static ArrayList<@Nullable Object> listOf(List<? extends @Nullable Object> items) {
		return new ArrayList<>(items);
	}

	@Serial
	private Object readResolve() {
		Function<Object, Object> reader = READERS.get(this.id);
		if (reader == null) {
			throw UnfitTypeException.unknownId(this.id);
		}
		return reader.apply(this.content);
	}

	/**
	 * Writes such parts.
	 */
	static final class Rule implements StandIn {

		@Override
		public boolean replaces(Class<?> type) {
			return WRITERS.containsKey(JdkTypes.family(type));
		}

		@Override
		public @Nullable Object of(Object value) {
			Function<Object, StoredPart> writer = WRITERS.get(JdkTypes.family(value.getClass()));
			return (writer != null) ? writer.apply(value) : value;
		}

	}

}
