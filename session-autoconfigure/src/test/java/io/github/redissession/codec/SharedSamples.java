package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values that hold an object in several places, and constants.
 */
final class SharedSamples {

	private SharedSamples() {
	}

	static Map<String, Object> all() {
		List<Object> list = new ArrayList<>(List.of("a"));
		List<Object> outer = new ArrayList<>(Arrays.asList(list, list, 5L));
		SharedValuesTests.Sku sku = new SharedValuesTests.Sku("apple");
		SharedValuesTests.Line line = new SharedValuesTests.Line(sku, 3);
		Map<String, Object> samples = new LinkedHashMap<>();
		JdkSamples.addAll(samples, "shared", new SharedValuesTests.Two(list, list),
				new SharedValuesTests.Two(outer, outer),
				new ArrayList<>(List.of(line, line, new SharedValuesTests.Line(sku, 1))),
				new SharedValuesTests.Basket(List.of(line, line), sku, Map.of("best", sku)));
		JdkSamples.addAll(samples, "constant", OwnSerializationTests.Single.INSTANCE,
				OwnSerializationTests.Status.CLOSED,
				new ArrayList<>(List.of(OwnSerializationTests.Single.INSTANCE, OwnSerializationTests.Single.INSTANCE)));
		return samples;
	}

}
