package io.github.redissession.codec;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Lists;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.redissession.AttributeNotStorableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A view of a collection comes back as a plain collection of the same content and order.
 */
class CollectionViewsTests {

	private static final List<EnvelopeCodec> CODECS = Stream.of(AttributeFormat.values())
		.map((format) -> new EnvelopeCodec(CodecSettings
			.of(List.of(CollectionViewsTests.class.getPackageName()), CollectionViewsTests.class.getClassLoader())
			.withFormats(format)))
		.toList();

	static Stream<Map.Entry<Object, Class<?>>> views() {
		List<Object> list = new ArrayList<>(List.of(3L, "x", Shop.item(), 4));
		Map<Object, Object> map = new LinkedHashMap<>();
		list.forEach((item) -> map.put(item, List.of(item)));
		TreeMap<Long, String> sorted = new TreeMap<>(Map.of(1L, "a", 2L, "b", 3L, "c"));
		return Stream.of(view(list.subList(1, 3), ArrayList.class),
				view(new LinkedList<>(list).subList(1, 3), ArrayList.class),
				view(Arrays.asList(1, 2, 3).subList(0, 2), ArrayList.class),
				view(List.of(1, 2, 3).subList(0, 2), unmodifiable()), view(Collections.nCopies(3, "x"), unmodifiable()),
				view(map.keySet(), LinkedHashSet.class), view(map.values(), ArrayList.class),
				view(map.entrySet(), LinkedHashSet.class), view(new HashMap<>(map).keySet(), LinkedHashSet.class),
				view(new HashMap<>(map).entrySet(), LinkedHashSet.class), view(sorted.keySet(), TreeSet.class),
				view(sorted.descendingMap(), TreeMap.class), view(sorted.descendingKeySet(), TreeSet.class),
				view(sorted.subMap(1L, 3L), TreeMap.class), view(sorted.values(), ArrayList.class),
				view(sorted.firstEntry(), Map.Entry.class),
				view(new TreeSet<>(sorted.keySet()).headSet(3L), TreeSet.class),
				view(new TreeSet<>(sorted.keySet()).descendingSet(), TreeSet.class),
				view(Collections.checkedList(new ArrayList<>(List.of("a")), String.class), ArrayList.class),
				view(Collections.checkedSet(new TreeSet<>(List.of("a")), String.class), LinkedHashSet.class),
				view(Collections.checkedMap(new HashMap<>(Map.of("a", 1)), String.class, Integer.class),
						LinkedHashMap.class),
				view(Collections.unmodifiableSortedSet(new TreeSet<>(List.of("a", "b"))), TreeSet.class),
				view(Collections.synchronizedSortedMap(sorted), TreeMap.class),
				view(Collections.synchronizedList(new LinkedList<>(list)), null),
				view(setFromMap(), LinkedHashSet.class),
				view(Collections.asLifoQueue(new ArrayDeque<>(list)), LinkedList.class),
				view(ImmutableList.copyOf(list), null), view(ImmutableList.of(), null),
				view(ImmutableList.of(1L), null), view(ImmutableSet.copyOf(list), null),
				view(ImmutableSet.of(1L), null), view(ImmutableMap.copyOf(map), null),
				view(ImmutableMap.of(1L, "a"), null), view(ImmutableSortedSet.of(2, 1), TreeSet.class),
				view(ImmutableSortedSet.orderedBy(Comparator.<Integer>reverseOrder()).add(1, 2).build(), TreeSet.class),
				view(ImmutableSortedMap.of("b", 1, "a", 2), TreeMap.class), view(Lists.reverse(list), ArrayList.class),
				view(Lists.transform(list, Object::toString), ArrayList.class));
	}

	private static Map.Entry<Object, Class<?>> view(Object view, Class<?> stored) {
		return Map.entry(view, (stored != null) ? stored : view.getClass());
	}

	private static Class<?> unmodifiable() {
		return Collections.unmodifiableList(new ArrayList<>()).getClass();
	}

	private static Set<Long> setFromMap() {
		Set<Long> set = Collections.newSetFromMap(new HashMap<>());
		set.add(1L);
		return set;
	}

	@ParameterizedTest
	@MethodSource("views")
	void comesBackAsAPlainCollection(Map.Entry<Object, Class<?>> view) {
		Object value = view.getKey();
		for (EnvelopeCodec codec : CODECS) {
			assertStored(codec.decode("a", codec.encode("a", value)), view);
			assertThat(codec.decode("a", codec.encode("a", value))).isInstanceOf(view.getValue());
			Object inside = codec.decode("a", codec.encode("a", new ArrayList<>(List.of(value))));
			assertStored(((List<?>) inside).get(0), view);
			Object copy = codec.decode("a", codec.encode("a", value));
			assertThat(codec.encode("a", codec.decode("a", codec.encode("a", copy))))
				.isEqualTo(codec.encode("a", copy));
		}
	}

	private static void assertStored(Object actual, Map.Entry<Object, Class<?>> view) {
		// Java serialization sees only the serialized form of Guava's classes inside
		// others.
		assertThat(actual).isInstanceOfAny(view.getValue(), view.getKey().getClass());
		if (view.getKey() instanceof Collection<?> items) {
			assertThat(new ArrayList<Object>((Collection<?>) actual)).isEqualTo(new ArrayList<Object>(items));
		}
		else {
			assertThat(actual).isEqualTo(view.getKey());
		}
		if (view.getKey() instanceof Map<?, ?> map) {
			assertThat(new ArrayList<Object>(((Map<?, ?>) actual).keySet()))
				.isEqualTo(new ArrayList<Object>(map.keySet()));
		}
	}

	@Test
	void aFieldKeepsTheDeclaredType() {
		List<Shop.Item> items = new ArrayList<>(List.of(Shop.item(), Shop.item()));
		Fields value = new Fields(items.subList(0, 1), new TreeMap<>(Map.of(1L, 2L)).keySet(),
				Map.of(1L, items).values(), new TreeSet<>(List.of(1, 2)).headSet(2), ImmutableList.of(Shop.item()),
				Map.of("a", items.subList(1, 2)));
		for (EnvelopeCodec codec : CODECS) {
			Fields read = (Fields) codec.decode("a", codec.encode("a", value));
			assertThat(read.list()).isExactlyInstanceOf(ArrayList.class).isEqualTo(value.list());
			assertThat(read.keys()).isEqualTo(value.keys());
			assertThat(read.values()).containsExactlyElementsOf(value.values());
			assertThat(read.sorted()).isEqualTo(value.sorted());
			assertThat(read.guava()).isEqualTo(value.guava());
			assertThat(read.nested()).isEqualTo(value.nested());
		}
	}

	@Test
	void whatACopyWouldLoseIsRefused() {
		Set<Object> byIdentity = Collections.newSetFromMap(new IdentityHashMap<>());
		byIdentity.add(new ArrayList<>());
		byIdentity.add(new ArrayList<>());
		for (Object value : List.of(byIdentity, Collections.nCopies(Integer.MAX_VALUE, "x"),
				new TreeMap<>(Comparator.comparing(Object::toString)).keySet(), ArrayListMultimap.create())) {
			for (EnvelopeCodec codec : CODECS) {
				assertThatExceptionOfType(AttributeNotStorableException.class)
					.isThrownBy(() -> codec.encode("a", value));
			}
		}
	}

	record Fields(List<Shop.Item> list, Set<Long> keys, Collection<List<Shop.Item>> values, SortedSet<Integer> sorted,
			ImmutableList<Shop.Item> guava, Map<String, List<Shop.Item>> nested) implements Serializable {
	}

}
