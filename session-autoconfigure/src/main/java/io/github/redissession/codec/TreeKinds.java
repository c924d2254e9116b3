package io.github.redissession.codec;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.node.StringNode;

/**
 * Knows which nodes of a JSON tree can be stored, and which of them plain JSON gives back
 * as the same class.
 */
final class TreeKinds {

	private static final String NODES = "tools.jackson.databind.node.";

	private static final String NODES_2 = "com.fasterxml.jackson.databind.node.";

	/** Deeper trees cannot be written anyway, and one that contains itself has no end. */
	private static final int MAX_DEPTH = 200;

	private TreeKinds() {
	}

	/**
	 * Returns whether a class is one of Jackson's nodes, rather than an application's.
	 */
	static boolean isOfJackson(Class<?> type) {
		return JsonNode.class.isAssignableFrom(type) && (type == JsonNode.class || type.getName().startsWith(NODES));
	}

	/**
	 * Returns what refuses a node of Jackson 2, {@code null} if a class is none.
	 */
	static @Nullable UnfitTypeException refusal(Class<?> type) {
		return type.getName().startsWith(NODES_2) ? UnfitTypeException.format(type.getName()
				+ " belongs to a tree of Jackson 2, which would lose the classes of its nodes; store its text"
				+ " (toString()) or a tree of Jackson 3 (tools.jackson.databind.JsonNode)") : null;
	}

	/**
	 * Refuses a node that would not come back as it is.
	 */
	static void check(JsonNode node) {
		if (node instanceof POJONode) {
			throw UnfitTypeException.because(POJONode.class, "holds an object that is not JSON; put"
					+ " ObjectMapper.valueToTree(object) into the tree instead");
		}
		if (node instanceof MissingNode) {
			throw UnfitTypeException.because(MissingNode.class,
					"stands for a node that is not there; store NullNode.getInstance() or nothing instead");
		}
		if (!isOfJackson(node.getClass())) {
			throw UnfitTypeException.because(node.getClass(),
					"extends a JSON node and would come back as that; store a node of Jackson's own classes");
		}
	}

	/**
	 * Returns whether a tree comes back from plain JSON with the same classes, where its
	 * declared type says that it is a tree.
	 */
	static boolean isLiteral(JsonNode tree) {
		return !(tree instanceof NullNode) && !beginsWith(tree, TreeSerializer.MARK)
				&& !beginsWith(tree, SharedForm.SHARED) && isLiteral(tree, 0);
	}

	private static boolean isLiteral(JsonNode node, int depth) {
		if (depth > MAX_DEPTH || !isOfJackson(node.getClass())) {
			return false;
		}
		if (node instanceof ObjectNode object) {
			return object.properties()
				.stream()
				.allMatch((member) -> AnyKeyMapSerializer.isName(member.getKey())
						&& isLiteral(member.getValue(), depth + 1));
		}
		if (node instanceof ArrayNode array) {
			return array.valueStream().allMatch((item) -> isLiteral(item, depth + 1));
		}
		return isLiteralScalar(node);
	}

	private static boolean isLiteralScalar(JsonNode node) {
		if (node instanceof StringNode) {
			return StringSerializer.isWellFormed(node.stringValue());
		}
		if (node instanceof LongNode) {
			return !node.canConvertToInt();
		}
		if (node instanceof DoubleNode) {
			return Double.isFinite(node.doubleValue());
		}
		return node instanceof IntNode || node instanceof BooleanNode || node instanceof NullNode;
	}

	static boolean beginsWith(JsonNode node, String start) {
		return node instanceof ObjectNode object && !object.isEmpty()
				&& object.propertyNames().iterator().next().startsWith(start);
	}

}
