package io.github.redissession.codec;

import java.time.DayOfWeek;
import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Collections and maps of the JDK.
 */
final class ContainerKinds {

	private static final List<Object> ITEMS = Collections.unmodifiableList(Arrays.asList(1L, "x", Shop.item()));

	private ContainerKinds() {
	}

	static void addTo(ValueKinds all) {
		addLists(all.group("Lists and queues"));
		addQueues(all);
		addSets(all.group("Sets"));
		addMaps(all.group("Maps and entries"));
		addMapViews(all);
	}

	private static void addLists(ValueKinds all) {
		List<Object> list = new ArrayList<>(ITEMS);
		all.add("`ArrayList`", list)
			.add("`ArrayList` with `null`", new ArrayList<>(Arrays.asList(1, null)))
			.add("`LinkedList`", new LinkedList<>(list))
			.add("`Vector`", new Vector<>(list))
			.add("`Stack`", JdkSamples.all().get("container-2"))
			.add("`CopyOnWriteArrayList`", new CopyOnWriteArrayList<>(list))
			.add("`Arrays.asList(…)`", Arrays.asList(1L, "x"))
			.add("`List.of()`", List.of())
			.add("`List.of(a)`", List.of(1L))
			.add("`List.of(a, b, c)`", List.of(1L, 2L, 3L))
			.add("`List.copyOf(…)`", List.copyOf(list))
			.add("`Stream.toList()`", Stream.of(1L, 2L).toList())
			.add("`Collectors.toList()`", Stream.of(1L, 2L).collect(Collectors.toList()))
			.add("`Collectors.toUnmodifiableList()`", Stream.of(1L, 2L).collect(Collectors.toUnmodifiableList()))
			.add("`Collections.emptyList()`", Collections.emptyList())
			.add("`Collections.singletonList(a)`", Collections.singletonList(1L))
			.add("`Collections.unmodifiableList(…)`", Collections.unmodifiableList(list))
			.add("`Collections.unmodifiableList(…)` of a `LinkedList`",
					Collections.unmodifiableList(new LinkedList<>(list)))
			.add("`Collections.synchronizedList(…)`", Collections.synchronizedList(list))
			.add("`Collections.synchronizedList(…)` of a `LinkedList`",
					Collections.synchronizedList(new LinkedList<>(list)))
			.add("`Collections.checkedList(…)`", Collections.checkedList(list, Object.class), list)
			.add("`Collections.nCopies(…)`", Collections.nCopies(2, "x"), List.of("x", "x"))
			.refused("`Collections.nCopies(…)` of more than 100,000", Collections.nCopies(Integer.MAX_VALUE, "x"), "x")
			.add("`ArrayList.subList(…)`", list.subList(0, 2), list.subList(0, 2))
			.add("`List.of(…).subList(…)`", List.of(1, 2, 3).subList(0, 2))
			.add("`Arrays.asList(…).subList(…)`", Arrays.asList(1, 2, 3).subList(0, 2))
			.add("`Collections.unmodifiableCollection(…)`", Collections.unmodifiableCollection(list))
			.add("lists in lists", new ArrayList<>(List.of(List.of(List.of(1L)))));
	}

	private static void addQueues(ValueKinds all) {
		PriorityQueue<Object> own = new PriorityQueue<>(Comparator.comparing(Object::toString));
		own.add("x");
		all.add("`ArrayDeque`", new ArrayDeque<>(ITEMS))
			.add("`PriorityQueue`", new PriorityQueue<>(List.of(5L, 3L)))
			.add("`PriorityQueue` in reverse order", JdkSamples.all().get("container-6"))
			.refused("`PriorityQueue` with another comparator", own, new ArrayList<>(List.of("x")))
			.add("`ConcurrentLinkedQueue`", new ConcurrentLinkedQueue<>(ITEMS))
			.add("`ConcurrentLinkedDeque`", new ConcurrentLinkedDeque<>(ITEMS))
			.add("`Collections.asLifoQueue(…)`", Collections.asLifoQueue(new ArrayDeque<>(List.of(1L))))
			.refused("`ArrayBlockingQueue`", new ArrayBlockingQueue<>(5), new ArrayDeque<>())
			.refused("`LinkedBlockingQueue`", new LinkedBlockingQueue<>(List.of(1L)), new ArrayDeque<>(List.of(1L)));
	}

	private static void addSets(ValueKinds all) {
		Set<Object> set = new LinkedHashSet<>(ITEMS);
		TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		names.add("a");
		TreeSet<Long> reverse = new TreeSet<>(Comparator.reverseOrder());
		reverse.addAll(List.of(1L, 2L));
		TreeSet<Object> own = new TreeSet<>(Comparator.comparing(Object::toString));
		own.add("x");
		Set<Object> byIdentity = Collections.newSetFromMap(new IdentityHashMap<>());
		byIdentity.addAll(List.of(new ArrayList<>(), new LinkedList<>()));
		byIdentity.add(new ArrayList<>());
		all.add("`HashSet`", new HashSet<>(set))
			.add("`LinkedHashSet`", set)
			.add("`TreeSet`", new TreeSet<>(List.of(2L, 1L)))
			.add("`TreeSet` without regard to case", names)
			.add("`TreeSet` in reverse order", reverse)
			.refused("`TreeSet` with another comparator", own, new LinkedHashSet<>(own))
			.add("`EnumSet`", EnumSet.of(DayOfWeek.MONDAY))
			.add("`EnumSet`, empty", EnumSet.noneOf(Shop.Color.class))
			.add("`Set.of()`", Set.of())
			.add("`Set.of(a)`", Set.of(1L))
			.add("`Set.of(a, b, c)`", Set.of(1L, 2L, 3L))
			.add("`Collections.emptySet()`", Collections.emptySet())
			.add("`Collections.singleton(a)`", Collections.singleton(1L))
			.add("`Collections.unmodifiableSet(…)`", Collections.unmodifiableSet(set))
			.add("`Collections.unmodifiableSortedSet(…)`",
					Collections.unmodifiableSortedSet(new TreeSet<>(List.of(1L))))
			.add("`Collections.synchronizedSet(…)`", Collections.synchronizedSet(set))
			.add("`Collections.checkedSet(…)`", Collections.checkedSet(set, Object.class))
			.refused("`Collections.newSetFromMap(new IdentityHashMap<>())` with equal items", byIdentity,
					new ArrayList<>(byIdentity))
			.add("`ConcurrentHashMap.newKeySet()`", JdkSamples.all().get("container-4"))
			.add("`ConcurrentSkipListSet`", new ConcurrentSkipListSet<>(List.of(1L)))
			.add("`CopyOnWriteArraySet`", new CopyOnWriteArraySet<>(set))
			.add("`TreeSet.descendingSet()`", new TreeSet<>(List.of(1L, 2L)).descendingSet())
			.add("`TreeSet.headSet(…)`", new TreeSet<>(List.of(1L, 2L)).headSet(2L));
	}

	private static void addMaps(ValueKinds all) {
		Map<Object, Object> map = new LinkedHashMap<>(Map.of(1L, "a", Shop.item(), List.of(1L)));
		Map<Object, Object> nulls = new HashMap<>();
		nulls.put(null, null);
		TreeMap<Object, Object> own = new TreeMap<>(Comparator.comparing(Object::toString));
		own.put("x", 1L);
		Properties defaults = new Properties();
		defaults.setProperty("a", "b");
		Properties numbers = new Properties();
		numbers.put("a", 5L);
		all.add("`HashMap`", new HashMap<>(Map.of("a", 1L)))
			.add("`HashMap` with keys of several classes", new HashMap<>(map))
			.add("`HashMap` with `null`", nulls)
			.add("`HashMap` with a key that begins with `@`", new HashMap<>(Map.of("@Long", 5)))
			.add("`LinkedHashMap`", map)
			.add("`LinkedHashMap` in order of access", JdkSamples.all().get("container-8"))
			.add("`TreeMap`", new TreeMap<>(Map.of(1L, "a")))
			.add("`TreeMap` without regard to case", JdkSamples.all().get("TreeMap-0"))
			.add("`TreeMap` in reverse order", JdkSamples.all().get("TreeMap-1"))
			.refused("`TreeMap` with another comparator", own, new LinkedHashMap<>(own))
			.add("`EnumMap`", new EnumMap<>(Map.of(Shop.Color.RED, 1L)))
			.add("`EnumMap`, empty", new EnumMap<>(Shop.Color.class))
			.add("`Hashtable`", new Hashtable<>(Map.of("a", 1L)))
			.add("`Properties`", JdkSamples.all().get("container-0"))
			.refused("`Properties` with defaults", new Properties(defaults), defaults)
			.refused("`Properties` with other values than text", numbers, new HashMap<>(numbers))
			.add("`ConcurrentHashMap`", new ConcurrentHashMap<>(Map.of("a", 1L)))
			.add("`ConcurrentSkipListMap`", new ConcurrentSkipListMap<>(Map.of("a", 1L)))
			.add("`Map.of()`", Map.of())
			.add("`Map.of(a, b)`", Map.of("a", 1L))
			.add("`Map.of(a, b, c, d)`", Map.of("a", 1L, "b", 2L))
			.add("`Collections.emptyMap()`", Collections.emptyMap())
			.add("`Collections.singletonMap(a, b)`", Collections.singletonMap("a", 1L))
			.add("`Collections.unmodifiableMap(…)`", Collections.unmodifiableMap(map))
			.add("`Collections.unmodifiableSortedMap(…)`",
					Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(1, 2))))
			.add("`Collections.synchronizedMap(…)`", Collections.synchronizedMap(map))
			.add("`Collections.checkedMap(…)`", Collections.checkedMap(map, Object.class, Object.class))
			.refused("`IdentityHashMap`", new IdentityHashMap<>(Map.of("a", 1L)), new HashMap<>(Map.of("a", 1L)))
			.refused("`WeakHashMap`", new WeakHashMap<>(Map.of("a", 1L)), new HashMap<>(Map.of("a", 1L)));
	}

	private static void addMapViews(ValueKinds all) {
		Map<Object, Object> map = new LinkedHashMap<>(Map.of(1L, "a"));
		TreeMap<Long, String> sorted = new TreeMap<>(Map.of(1L, "a", 2L, "b"));
		all.add("`map.keySet()`", map.keySet())
			.add("`map.values()`", map.values(), new ArrayList<>(map.values()))
			.add("`map.entrySet()`", map.entrySet())
			.add("`TreeMap.keySet()`", sorted.keySet())
			.add("`TreeMap.descendingMap()`", sorted.descendingMap())
			.add("`TreeMap.subMap(…)`", sorted.subMap(1L, 2L))
			.add("entry of a map", map.entrySet().iterator().next())
			.add("`Map.entry(a, b)`", Map.entry("a", 1L))
			.add("`SimpleEntry`", new SimpleEntry<>("a", 1L))
			.add("`SimpleImmutableEntry`", new SimpleImmutableEntry<>("a", 1L));
	}

}
