package io.github.redissession.codec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All sample values, and what it means for them to be the same.
 */
final class Samples {

	private Samples() {
	}

	static Map<String, Object> all() {
		Map<String, Object> samples = new LinkedHashMap<>(JdkSamples.all());
		samples.putAll(Shop.all());
		samples.putAll(SecuritySamples.all());
		return samples;
	}

	static void assertSame(Object actual, Object expected, String json) {
		assertThat(actual.getClass()).as(json).isEqualTo(expected.getClass());
		if (expected.getClass().isArray()) {
			assertThat(Arrays.deepEquals(new Object[] { actual }, new Object[] { expected })).as(json).isTrue();
		}
		else if (expected instanceof ArrayDeque<?> queue) {
			assertThat(new ArrayList<>((ArrayDeque<?>) actual)).as(json).isEqualTo(new ArrayList<>(queue));
		}
		else if (expected instanceof Exception failure) {
			assertThat(((Exception) actual).getMessage()).as(json).isEqualTo(failure.getMessage());
		}
		else if (holdsSecurity(expected)) {
			assertThat(actual).as(json)
				.usingRecursiveComparison()
				.ignoringFieldsMatchingRegexes("(.*\\.)?clientSecret")
				.isEqualTo(expected);
		}
		else {
			assertThat(content(actual)).as(json).isEqualTo(content(expected));
		}
		if (expected instanceof PriorityQueue<?> queue) {
			assertThat(((PriorityQueue<?>) actual).comparator()).isEqualTo(queue.comparator());
		}
		if (expected instanceof SortedMap<?, ?> map) {
			assertThat(((SortedMap<?, ?>) actual).comparator()).isEqualTo(map.comparator());
		}
		if (expected instanceof SortedSet<?> set) {
			assertThat(((SortedSet<?>) actual).comparator()).isEqualTo(set.comparator());
		}
		if (expected instanceof LinkedHashMap<?, ?> map) {
			assertThat(new ArrayList<>(((LinkedHashMap<?, ?>) actual).keySet()))
				.isEqualTo(new ArrayList<>(map.keySet()));
		}
		if (expected instanceof LinkedHashSet<?> set) {
			assertThat(new ArrayList<>((LinkedHashSet<?>) actual)).isEqualTo(new ArrayList<>(set));
		}
	}

	/**
	 * Returns what tells two values apart of a class that does not say so itself.
	 */
	static Object content(Object value) {
		if (value instanceof AtomicReference<?> reference) {
			return Optional.ofNullable(reference.get());
		}
		if (value instanceof PriorityQueue<?> queue) {
			return new ArrayList<>(queue);
		}
		if (value instanceof Pattern pattern) {
			return pattern.flags() + pattern.pattern();
		}
		boolean mutable = value instanceof StringBuilder || value instanceof StringBuffer
				|| value.getClass().getName().startsWith("java.util.concurrent.atomic");
		return mutable ? value.toString() : value;
	}

	private static boolean holdsSecurity(Object value) {
		return value.getClass().getName().startsWith("org.springframework.security.")
				|| value instanceof Map<?, ?> map && !map.isEmpty() && holdsSecurity(map.values().toArray());
	}

	private static boolean holdsSecurity(Object[] values) {
		return values[0] != null && holdsSecurity(values[0]);
	}

}
