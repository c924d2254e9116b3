package io.github.redissession.query.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.spi.SessionAttributeIndexer;

/**
 * Extracts all declared values from one session attribute, which it converts to JSON once
 * at most.
 */
final class AttributeExtract {

	private final Map<IndexedAttribute, @Nullable SessionAttributeIndexer> declared = new LinkedHashMap<>();

	void add(IndexedAttribute attribute, @Nullable SessionAttributeIndexer bean) {
		this.declared.put(attribute, bean);
	}

	/**
	 * Returns the values of each declared attribute, none if the attribute has none or
	 * they cannot be extracted.
	 */
	Map<IndexedAttribute, Collection<String>> values(@Nullable Object value, Problems problems) {
		Map<IndexedAttribute, Collection<String>> all = new LinkedHashMap<>();
		AttributeTree tree = new AttributeTree();
		this.declared.forEach((attribute, bean) -> {
			List<String> values = new ArrayList<>();
			all.put(attribute, values);
			if (value == null) {
				return;
			}
			try {
				if (bean != null) {
					bean.values(value).forEach((one) -> values.add(String.valueOf(one)));
				}
				else if (!AttributeTree.simple(value, attribute.path(), values)
						&& !collect(tree.of(value), attribute.path(), values)) {
					problems.report(attribute, "the path leads to an object", null);
				}
			}
			catch (RuntimeException | StackOverflowError | LinkageError ex) {
				values.clear();
				problems.report(attribute, "the attribute cannot be read", ex);
			}
		});
		return all;
	}

	private static boolean collect(JsonNode node, List<String> path, List<String> values) {
		if (node.isArray()) {
			boolean good = true;
			for (JsonNode one : node) {
				good &= collect(one, path, values);
			}
			return good;
		}
		if (!path.isEmpty()) {
			JsonNode next = node.get(path.get(0));
			return next == null || collect(next, path.subList(1, path.size()), values);
		}
		if (node.isObject()) {
			return false;
		}
		if (!node.isNull() && !node.isMissingNode()) {
			values.add(node.asString());
		}
		return true;
	}

	/**
	 * Is told about values that are not indexed.
	 */
	interface Problems {

		void report(IndexedAttribute attribute, String problem, @Nullable Throwable cause);

	}

}
