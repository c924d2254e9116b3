package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;
import tools.jackson.databind.util.Converter;

/**
 * A JDK container without a public constructor, or with a comparator: it is read as a
 * plain container first and then converted.
 *
 * @param id the type id
 * @param type the class of the result
 * @param start the plain container that is read
 * @param finish converts the plain container
 */
record ContainerKind(String id, Class<?> type, Class<?> start, Function<Object, Object> finish) {

	static final String IGNORE_CASE = ":ignoreCase";

	static final String REVERSE = ":reverse";

	private static final List<Object> ONE = List.of(1);

	static final List<ContainerKind> ALL = all();

	private static final Map<String, ContainerKind> BY_ID = ALL.stream()
		.collect(Collectors.toUnmodifiableMap(ContainerKind::id, Function.identity(), (first, second) -> first));

	static @Nullable ContainerKind byId(String id) {
		return BY_ID.get(id);
	}

	/**
	 * Returns a converter for the item types of {@code type}.
	 */
	Converter<Object, Object> converter(TypeFactory types, JavaType type) {
		JavaType plain = type.isMapLikeType()
				? types.constructMapType(this.start.asSubclass(Map.class), type.getKeyType(), type.getContentType())
				: types.constructCollectionType(this.start.asSubclass(Collection.class), type.getContentType());
		return new FixedConverter(plain, type, this.finish);
	}

	private static List<ContainerKind> all() {
		List<ContainerKind> kinds = new ArrayList<>();
		list(kinds, "List.of",
				(list) -> (list.size() == 1 || list.size() == 2) ? List.copyOf(list) : list.stream().toList());
		kinds.add(new ContainerKind("List.of", List.of(1, 2, 3).getClass(), ArrayList.class, kinds.get(0).finish()));
		list(kinds, "Stream.toList", (list) -> Stream.of(list.toArray()).toList());
		list(kinds, "Arrays.asList", (list) -> Arrays.asList(list.toArray()));
		list(kinds, "emptyList", (list) -> require(list.isEmpty(), Collections.emptyList()));
		list(kinds, "singletonList", (list) -> Collections.singletonList(only(list)));
		list(kinds, "unmodifiableList", Collections::unmodifiableList);
		kinds.add(
				new ContainerKind("unmodifiableLinkedList", Collections.unmodifiableList(new LinkedList<>()).getClass(),
						LinkedList.class, (list) -> Collections.unmodifiableList((List<?>) list)));
		list(kinds, "unmodifiableCollection", Collections::unmodifiableCollection);
		list(kinds, "synchronizedList", Collections::synchronizedList);
		set(kinds, "Set.of", Set.of(1).getClass(), Set::copyOf);
		set(kinds, "Set.of", Set.of(1, 2, 3).getClass(), Set::copyOf);
		set(kinds, "emptySet", Collections.emptySet().getClass(),
				(set) -> require(set.isEmpty(), Collections.emptySet()));
		set(kinds, "singleton", Collections.singleton(1).getClass(), (set) -> Collections.singleton(only(set)));
		set(kinds, "unmodifiableSet", Collections.unmodifiableSet(Set.of()).getClass(), Collections::unmodifiableSet);
		set(kinds, "synchronizedSet", Collections.synchronizedSet(Set.of()).getClass(), Collections::synchronizedSet);
		set(kinds, "ConcurrentHashMap.newKeySet", ConcurrentHashMap.newKeySet().getClass(), (set) -> {
			Set<Object> keys = ConcurrentHashMap.newKeySet();
			keys.addAll(set);
			return keys;
		});
		map(kinds, "Map.of", Map.of(1, 1).getClass(), Map::copyOf);
		map(kinds, "Map.of", Map.of().getClass(), Map::copyOf);
		map(kinds, "emptyMap", Collections.emptyMap().getClass(),
				(map) -> require(map.isEmpty(), Collections.emptyMap()));
		map(kinds, "singletonMap", Collections.singletonMap(1, 1).getClass(), (map) -> {
			Map.Entry<?, ?> entry = only(map.entrySet());
			return Collections.singletonMap(entry.getKey(), entry.getValue());
		});
		map(kinds, "unmodifiableMap", Collections.unmodifiableMap(Map.of()).getClass(), Collections::unmodifiableMap);
		map(kinds, "synchronizedMap", Collections.synchronizedMap(Map.of()).getClass(), Collections::synchronizedMap);
		sorted(kinds, IGNORE_CASE, cast(String.CASE_INSENSITIVE_ORDER));
		sorted(kinds, REVERSE, cast(Comparator.reverseOrder()));
		return List.copyOf(kinds);
	}

	private static void list(List<ContainerKind> kinds, String id, Function<List<Object>, Object> finish) {
		List<Object> sample = id.startsWith("empty") ? new ArrayList<>() : new ArrayList<>(ONE);
		UnaryOperator<Object> build = (list) -> finish.apply(cast(list));
		kinds.add(new ContainerKind(id, build.apply(sample).getClass(), ArrayList.class, build::apply));
	}

	private static void set(List<ContainerKind> kinds, String id, Class<?> type, Function<Set<Object>, Object> finish) {
		kinds.add(new ContainerKind(id, type, LinkedHashSet.class, (set) -> finish.apply(cast(set))));
	}

	private static void map(List<ContainerKind> kinds, String id, Class<?> type,
			Function<Map<Object, Object>, Object> finish) {
		kinds.add(new ContainerKind(id, type, LinkedHashMap.class, (map) -> finish.apply(cast(map))));
	}

	private static void sorted(List<ContainerKind> kinds, String order, Comparator<Object> comparator) {
		sortedMap(kinds, TreeMap.class, order, () -> new TreeMap<>(comparator));
		sortedMap(kinds, ConcurrentSkipListMap.class, order, () -> new ConcurrentSkipListMap<>(comparator));
		sortedSet(kinds, TreeSet.class, order, () -> new TreeSet<>(comparator));
		sortedSet(kinds, ConcurrentSkipListSet.class, order, () -> new ConcurrentSkipListSet<>(comparator));
	}

	private static void sortedMap(List<ContainerKind> kinds, Class<?> type, String order,
			Supplier<Map<Object, Object>> empty) {
		kinds.add(new ContainerKind(type.getSimpleName() + order, type, LinkedHashMap.class, (map) -> {
			Map<Object, Object> sorted = empty.get();
			sorted.putAll(cast(map));
			return sorted;
		}));
	}

	private static void sortedSet(List<ContainerKind> kinds, Class<?> type, String order, Supplier<Set<Object>> empty) {
		kinds.add(new ContainerKind(type.getSimpleName() + order, type, LinkedHashSet.class, (set) -> {
			Set<Object> sorted = empty.get();
			sorted.addAll(ContainerKind.<Set<Object>>cast(set));
			return sorted;
		}));
	}

	private static <T> T only(Collection<T> items) {
		require(items.size() == 1, items);
		return items.iterator().next();
	}

	private static <T> T require(boolean condition, T result) {
		if (!condition) {
			throw new IllegalArgumentException("Wrong number of items");
		}
		return result;
	}

	@SuppressWarnings("unchecked")
	private static <T> T cast(Object object) {
		return (T) object;
	}

}
