package io.github.redissession.codec;

import java.lang.reflect.Modifier;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Writes views of other collections, such as a {@code subList} or a {@code keySet}, as
 * plain collections of the same kind, order and content.
 */
final class CollectionViews implements StandIn {

	static final String GUAVA = "com.google.common.collect.";

	/** A list of copies takes memory only once it is copied. */
	private static final int MAX_COPIES = 100_000;

	private static final Class<?> COPIES = Collections.nCopies(1, 1).getClass();

	private static final Class<?> IMMUTABLE_SUB_LIST = List.of(1, 2, 3).subList(0, 2).getClass();

	@Override
	public boolean replaces(Class<?> type) {
		boolean view = type.getName().startsWith("java.util.") && !Modifier.isPublic(type.getModifiers())
				|| isGuava(type);
		boolean container = Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)
				|| Map.Entry.class.isAssignableFrom(type);
		return view && container && !JdkTypes.isListed(type);
	}

	/**
	 * Returns whether a class is one of Guava's views or immutable collections. A
	 * multiset is equal to none of the JDK's.
	 */
	private static boolean isGuava(Class<?> type) {
		String name = type.getName();
		return name.startsWith(GUAVA) && !name.contains("Multiset")
				&& (name.startsWith(GUAVA + "Immutable") || !Modifier.isPublic(type.getModifiers()));
	}

	@Override
	public Object of(Object value) {
		if (value instanceof Map.Entry<?, ?> entry) {
			return new SimpleEntry<>(entry.getKey(), entry.getValue());
		}
		if (value instanceof Map<?, ?> map) {
			return ofMap(map);
		}
		if (value instanceof Set<?> set) {
			return ofSet(set);
		}
		Class<?> type = value.getClass();
		Collection<?> items = (Collection<?>) value;
		if (type == COPIES && items.size() > MAX_COPIES) {
			throw UnfitTypeException.because(type, "is too long; store the item and the number of its copies");
		}
		if (type == IMMUTABLE_SUB_LIST || type == COPIES) {
			return Collections.unmodifiableList(new ArrayList<>(items));
		}
		boolean linked = value instanceof Deque || value instanceof Queue && !(value instanceof List);
		return linked ? new LinkedList<>(items) : new ArrayList<>(items);
	}

	static Object ofMap(Map<?, ?> map) {
		if (map instanceof SortedMap<?, ?> sorted) {
			TreeMap<Object, Object> copy = new TreeMap<>(comparator(sorted.comparator()));
			copy.putAll(map);
			return copy;
		}
		return new LinkedHashMap<>(map);
	}

	static Object ofSet(Set<?> set) {
		if (set instanceof SortedSet<?> sorted) {
			TreeSet<Object> copy = new TreeSet<>(comparator(sorted.comparator()));
			copy.addAll(set);
			return copy;
		}
		String name = set.getClass().getName();
		LinkedHashSet<Object> copy = new LinkedHashSet<>(set);
		boolean byIdentity = name.contains("IdentityHashMap") || name.contains("SetFromMap");
		if (byIdentity && copy.size() != set.size()) {
			throw UnfitTypeException.because(set.getClass(), "holds items that are equal to each other, of which only"
					+ " one would be kept; copy them into a list");
		}
		return copy;
	}

	/**
	 * Returns the JDK's comparator of the same order, if Guava's is one of those.
	 */
	@SuppressWarnings("unchecked")
	private static @Nullable Comparator<Object> comparator(@Nullable Comparator<?> comparator) {
		String name = (comparator != null) ? comparator.getClass().getName() : "";
		if (name.equals(GUAVA + "NaturalOrdering")) {
			return null;
		}
		return name.equals(GUAVA + "ReverseNaturalOrdering") ? cast(Comparator.reverseOrder())
				: (Comparator<Object>) comparator;
	}

	@SuppressWarnings("unchecked")
	private static Comparator<Object> cast(Comparator<?> comparator) {
		return (Comparator<Object>) comparator;
	}

}
