package io.github.redissession.codec;

import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * A value that is stored as a list of the items from which it is made, in every format
 * and with the same id.
 *
 * @param <T> the type
 * @param id the type id
 * @param type the class of the values
 * @param items returns what a value is made of
 * @param finish makes a value of these items
 */
record ItemForm<T>(String id, Class<T> type, Function<T, List<@Nullable Object>> items,
		Function<List<Object>, T> finish) {

	static final List<ItemForm<?>> ALL = all();

	private static final Map<Class<?>, ItemForm<?>> BY_TYPE = new HashMap<>();

	static {
		ALL.forEach((form) -> BY_TYPE.put(form.type(), form));
	}

	static @Nullable ItemForm<?> of(Class<?> type) {
		return BY_TYPE.get(type);
	}

	List<@Nullable Object> itemsOf(Object value) {
		return this.items.apply(this.type.cast(value));
	}

	/**
	 * Makes a value, of a list that may be forged.
	 */
	T make(Object list) {
		return this.finish.apply(listOf(list));
	}

	@SuppressWarnings("unchecked")
	private static List<Object> listOf(Object list) {
		return (List<Object>) list;
	}

	private static List<ItemForm<?>> all() {
		List<ItemForm<?>> all = new ArrayList<>();
		add(all, "AtomicReference", AtomicReference.class, (reference) -> Arrays.asList(reference.get()),
				(items) -> new AtomicReference<>(item(items, 0, 1)));
		add(all, "SimpleEntry", SimpleEntry.class, ItemForm::entry,
				(items) -> new SimpleEntry<>(item(items, 0, 2), item(items, 1, 2)));
		add(all, "SimpleImmutableEntry", SimpleImmutableEntry.class, ItemForm::entry,
				(items) -> new SimpleImmutableEntry<>(item(items, 0, 2), item(items, 1, 2)));
		@SuppressWarnings("unchecked")
		Class<Map.Entry<?, ?>> immutable = (Class<Map.Entry<?, ?>>) Map.entry(1, 1).getClass();
		add(all, "Map.entry", immutable, ItemForm::entry, (items) -> Map.entry(item(items, 0, 2), item(items, 1, 2)));
		ClassLoader loader = ItemForm.class.getClassLoader();
		if (ClassUtils.isPresent("org.springframework.http.HttpHeaders", loader)) {
			WebForms.addTo(all);
		}
		if (ClassUtils.isPresent("org.springframework.data.domain.PageImpl", loader)) {
			PageForms.addTo(all);
		}
		return List.copyOf(all);
	}

	private static List<@Nullable Object> entry(Map.Entry<?, ?> entry) {
		return Arrays.asList(entry.getKey(), entry.getValue());
	}

	static <T> void add(List<ItemForm<?>> all, String id, Class<T> type, Function<T, List<@Nullable Object>> items,
			Function<List<Object>, T> finish) {
		all.add(new ItemForm<>(id, type, items, finish));
	}

	/**
	 * Returns one of exactly {@code count} items.
	 */
	@SuppressWarnings("unchecked")
	static <I> I item(List<Object> items, int index, int count) {
		if (items.size() != count) {
			throw new IllegalArgumentException("Wrong number of items");
		}
		return (I) items.get(index);
	}

}
