package io.github.redissession.query.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.introspect.VisibilityChecker;
import tools.jackson.databind.json.JsonMapper;

import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.spi.SessionAttributeIndexer;

/**
 * Extracts all declared values from one session attribute. It treats the attribute as
 * JSON with the fields of its class, regardless of the format in which it is stored.
 */
final class AttributeExtract {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.changeDefaultVisibility((standard) -> new VisibilityChecker(Visibility.ANY, Visibility.NONE, Visibility.NONE,
				Visibility.NONE, Visibility.NONE, Visibility.NONE))
		.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
		.build();

	private final Map<IndexedAttribute, @Nullable SessionAttributeIndexer> declared = new LinkedHashMap<>();

	void add(IndexedAttribute attribute, @Nullable SessionAttributeIndexer bean) {
		this.declared.put(attribute, bean);
	}

	/**
	 * Returns the values of each declared attribute, none if the attribute has none or
	 * they cannot be extracted. A problem is reported with the class of an exception
	 * only, because its message may quote the attribute.
	 */
	Map<IndexedAttribute, Collection<String>> values(@Nullable Object value,
			BiConsumer<IndexedAttribute, String> problems) {
		Map<IndexedAttribute, Collection<String>> all = new LinkedHashMap<>();
		JsonNode tree = null;
		for (Map.Entry<IndexedAttribute, @Nullable SessionAttributeIndexer> one : this.declared.entrySet()) {
			IndexedAttribute attribute = one.getKey();
			SessionAttributeIndexer bean = one.getValue();
			List<String> values = new ArrayList<>();
			all.put(attribute, values);
			try {
				if (value != null && bean != null) {
					bean.values(value).forEach((own) -> values.add(String.valueOf(own)));
				}
				else if (value != null && !addSimple(value, attribute.path(), values)) {
					tree = (tree != null) ? tree : MAPPER.valueToTree(value);
					if (!collect(tree, attribute.path(), values)) {
						problems.accept(attribute, "the path leads to an object");
					}
				}
			}
			catch (RuntimeException | StackOverflowError | LinkageError ex) {
				values.clear();
				problems.accept(attribute, "the attribute cannot be read because of " + ex.getClass().getName());
			}
		}
		return all;
	}

	/**
	 * Adds a value that needs no tree, as most attributes are texts and numbers.
	 * @return whether the value is one of these
	 */
	private static boolean addSimple(Object value, List<String> path, List<String> values) {
		if (!(value instanceof CharSequence || value instanceof Number || value instanceof Boolean
				|| value instanceof Enum<?>)) {
			return false;
		}
		if (path.isEmpty()) {
			values.add((value instanceof Enum<?> constant) ? constant.name() : value.toString());
		}
		return true;
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

}
