package io.github.redissession.query.plan;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.introspect.VisibilityChecker;
import tools.jackson.databind.json.JsonMapper;

/**
 * An attribute as JSON, with the fields of its class, regardless of the format in which
 * it is stored.
 */
final class AttributeTree {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.changeDefaultVisibility((standard) -> new VisibilityChecker(Visibility.ANY, Visibility.NONE, Visibility.NONE,
				Visibility.NONE, Visibility.NONE, Visibility.NONE))
		.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
		.build();

	private @Nullable JsonNode tree;

	/**
	 * Adds a value that needs no tree, as most attributes are texts and numbers.
	 * @return whether the value is one of these
	 */
	static boolean simple(Object value, List<String> path, List<String> values) {
		if (!(value instanceof CharSequence || value instanceof Number || value instanceof Boolean
				|| value instanceof Enum<?>)) {
			return false;
		}
		if (path.isEmpty()) {
			values.add((value instanceof Enum<?> constant) ? constant.name() : value.toString());
		}
		return true;
	}

	JsonNode of(Object value) {
		JsonNode known = this.tree;
		if (known == null) {
			known = MAPPER.valueToTree(value);
			this.tree = known;
		}
		return known;
	}

}
