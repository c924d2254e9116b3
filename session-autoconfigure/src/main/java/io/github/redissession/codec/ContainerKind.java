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
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;
import tools.jackson.databind.util.Converter;

import org.springframework.ui.ExtendedModelMap;
import org.springframework.ui.ModelMap;
import org.springframework.util.ClassUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.validation.support.BindingAwareModelMap;

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

	static final String ACCESS = ":access";

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
		addLists(kinds);
		addSets(kinds);
		addMaps(kinds);
		sorted(kinds, IGNORE_CASE, cast(String.CASE_INSENSITIVE_ORDER));
		sorted(kinds, REVERSE, cast(Comparator.reverseOrder()));
		if (ClassUtils.isPresent("com.google.common.collect.ImmutableList", ContainerKind.class.getClassLoader())) {
			GuavaKinds.addTo(kinds);
		}
		KotlinTypes.addKinds(kinds);
		return List.copyOf(kinds);
	}

	private static void addLists(List<ContainerKind> kinds) {
		Function<List<Object>, Object> immutable = (list) -> (list.size() == 1 || list.size() == 2) ? List.copyOf(list)
				: list.stream().toList();
		list(kinds, "List.of", List.of(1), immutable);
		list(kinds, "List.of", List.of(1, 2, 3), immutable);
		list(kinds, "Stream.toList", List.of(1), (list) -> Stream.of(list.toArray()).toList());
		list(kinds, "Arrays.asList", List.of(1), (list) -> Arrays.asList(list.toArray()));
		list(kinds, "emptyList", List.of(), (list) -> require(list.isEmpty(), Collections.emptyList()));
		list(kinds, "singletonList", List.of(1), (list) -> Collections.singletonList(only(list)));
		list(kinds, "unmodifiableList", List.of(1), Collections::unmodifiableList);
		add(kinds, "unmodifiableLinkedList", new LinkedList<>(), Collections::unmodifiableList);
		list(kinds, "unmodifiableCollection", List.of(1), Collections::unmodifiableCollection);
		list(kinds, "synchronizedList", List.of(1), Collections::synchronizedList);
		add(kinds, "synchronizedLinkedList", new LinkedList<>(), Collections::synchronizedList);
	}

	private static void addSets(List<ContainerKind> kinds) {
		set(kinds, "Set.of", Set.of(1), Set::copyOf);
		set(kinds, "Set.of", Set.of(1, 2, 3), Set::copyOf);
		set(kinds, "emptySet", Set.of(), (set) -> require(set.isEmpty(), Collections.emptySet()));
		set(kinds, "singleton", Set.of(1), (set) -> Collections.singleton(only(set)));
		set(kinds, "unmodifiableSet", Set.of(1), Collections::unmodifiableSet);
		set(kinds, "synchronizedSet", Set.of(1), Collections::synchronizedSet);
		set(kinds, "ConcurrentHashMap.newKeySet", Set.of(1), (set) -> filled(ConcurrentHashMap.newKeySet(), set));
	}

	private static void addMaps(List<ContainerKind> kinds) {
		map(kinds, "Map.of", Map.of(1, 1), Map::copyOf);
		map(kinds, "Map.of", Map.of(), Map::copyOf);
		map(kinds, "emptyMap", Map.of(), (map) -> require(map.isEmpty(), Collections.emptyMap()));
		map(kinds, "singletonMap", Map.of(1, 1), (map) -> {
			Map.Entry<?, ?> entry = only(map.entrySet());
			return Collections.singletonMap(entry.getKey(), entry.getValue());
		});
		map(kinds, "unmodifiableMap", Map.of(1, 1), Collections::unmodifiableMap);
		map(kinds, "synchronizedMap", Map.of(1, 1), Collections::synchronizedMap);
		map(kinds, "LinkedHashMap" + ACCESS, Map.of(), (map) -> filled(new LinkedHashMap<>(16, 0.75f, true), map));
		map(kinds, "ModelMap", Map.of(), (map) -> filled(cast(new ModelMap()), map));
		map(kinds, "ExtendedModelMap", Map.of(), (map) -> filled(cast(new ExtendedModelMap()), map));
		map(kinds, "BindingAwareModelMap", Map.of(), (map) -> filled(cast(new BindingAwareModelMap()), map));
		map(kinds, "LinkedMultiValueMap", Map.of(), (map) -> new LinkedMultiValueMap<Object, Object>(cast(map)));
	}

	private static void sorted(List<ContainerKind> kinds, String order, Comparator<Object> comparator) {
		map(kinds, "TreeMap" + order, Map.of(), (map) -> filled(new TreeMap<>(comparator), map));
		map(kinds, "ConcurrentSkipListMap" + order, Map.of(),
				(map) -> filled(new ConcurrentSkipListMap<>(comparator), map));
		list(kinds, "PriorityQueue" + order, List.of(), (list) -> {
			PriorityQueue<Object> queue = new PriorityQueue<>(comparator);
			queue.addAll(list);
			return queue;
		});
		set(kinds, "TreeSet" + order, Set.of(), (set) -> filled(new TreeSet<>(comparator), set));
		set(kinds, "ConcurrentSkipListSet" + order, Set.of(),
				(set) -> filled(new ConcurrentSkipListSet<>(comparator), set));
	}

	static void list(List<ContainerKind> kinds, String id, List<Object> sample, Function<List<Object>, Object> finish) {
		add(kinds, id, new ArrayList<>(sample), finish);
	}

	static void set(List<ContainerKind> kinds, String id, Set<Object> sample, Function<Set<Object>, Object> finish) {
		add(kinds, id, new LinkedHashSet<>(sample), finish);
	}

	static void map(List<ContainerKind> kinds, String id, Map<Object, Object> sample,
			Function<Map<Object, Object>, Object> finish) {
		add(kinds, id, new LinkedHashMap<>(sample), finish);
	}

	/**
	 * Adds a kind that is read as a container of the sample's class, and whose own class
	 * is that of the converted sample.
	 */
	private static <T> void add(List<ContainerKind> kinds, String id, T sample, Function<T, Object> finish) {
		kinds.add(new ContainerKind(id, finish.apply(sample).getClass(), sample.getClass(),
				(start) -> finish.apply(cast(start))));
	}

	private static Set<Object> filled(Set<Object> empty, Set<Object> content) {
		empty.addAll(content);
		return empty;
	}

	private static Map<Object, Object> filled(Map<Object, Object> empty, Map<Object, Object> content) {
		empty.putAll(content);
		return empty;
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
