package io.github.redissession.codec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/**
 * Guava's immutable collections, which come back as such; loaded only if Guava is on the
 * class path.
 */
final class GuavaKinds {

	private GuavaKinds() {
	}

	static void addTo(List<ContainerKind> kinds) {
		Function<List<Object>, Object> list = ImmutableList::copyOf;
		Function<List<Object>, Object> set = ImmutableSet::copyOf;
		Function<Map<Object, Object>, Object> map = ImmutableMap::copyOf;
		for (List<Object> sample : List.<List<Object>>of(List.of(), List.of(1), List.of(1, 2), List.of(1, 2, 3))) {
			ContainerKind.list(kinds, "ImmutableList", sample, list);
			ContainerKind.list(kinds, "ImmutableSet", sample, set);
			Map<Object, Object> content = new LinkedHashMap<>();
			sample.forEach((item) -> content.put(item, item));
			ContainerKind.map(kinds, "ImmutableMap", content, map);
		}
	}

}
