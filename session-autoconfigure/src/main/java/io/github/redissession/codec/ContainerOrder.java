package io.github.redissession.codec;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.SortedMap;
import java.util.SortedSet;

import org.jspecify.annotations.Nullable;

/**
 * Finds what a container knows besides its items, such as its order, and refuses what
 * would be lost.
 */
final class ContainerOrder {

	private ContainerOrder() {
	}

	/**
	 * Returns what follows the name of its class in the type id of a value.
	 */
	static String of(Object value) {
		if (value instanceof Map<?, ?> map) {
			return ofMap(map);
		}
		if (value instanceof SortedSet<?> set) {
			return of(value, set.comparator());
		}
		return (value instanceof PriorityQueue<?> queue) ? of(value, queue.comparator()) : "";
	}

	private static String ofMap(Map<?, ?> map) {
		if (map.getClass() == LinkedHashMap.class) {
			return isByAccess((LinkedHashMap<?, ?>) map) ? ContainerKind.ACCESS : "";
		}
		if (map instanceof Properties properties) {
			checkContent(properties);
		}
		return (map instanceof SortedMap<?, ?> sorted) ? of(map, sorted.comparator()) : "";
	}

	private static String of(Object value, @Nullable Comparator<?> comparator) {
		if (comparator == null || comparator == Comparator.naturalOrder()) {
			return "";
		}
		if (comparator == String.CASE_INSENSITIVE_ORDER) {
			return ContainerKind.IGNORE_CASE;
		}
		if (comparator == Comparator.reverseOrder()) {
			return ContainerKind.REVERSE;
		}
		throw UnfitTypeException.because(value.getClass(),
				"has a comparator that cannot be read back; only String.CASE_INSENSITIVE_ORDER,"
						+ " Comparator.naturalOrder() and Comparator.reverseOrder() can");
	}

	/**
	 * Returns whether reading an entry moves it to the end, which only a copy of the map
	 * tells.
	 */
	private static boolean isByAccess(LinkedHashMap<?, ?> map) {
		@SuppressWarnings("unchecked")
		LinkedHashMap<Object, Object> probe = (LinkedHashMap<Object, Object>) map.clone();
		probe.clear();
		probe.put(1, 1);
		probe.put(2, 2);
		probe.get(1);
		return !probe.keySet().iterator().next().equals(1);
	}

	private static void checkContent(Properties properties) {
		properties.forEach((name, text) -> {
			if (!(name instanceof String) || !(text instanceof String)) {
				throw UnfitTypeException.because(Properties.class,
						"holds something other than text; put it into a HashMap");
			}
		});
		if (properties.stringPropertyNames().size() != properties.size()) {
			throw UnfitTypeException.because(Properties.class,
					"has defaults, which would be lost; set them as properties of its own");
		}
	}

}
