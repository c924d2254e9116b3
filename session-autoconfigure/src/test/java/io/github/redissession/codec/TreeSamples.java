package io.github.redissession.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TreeNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * JSON trees of Jackson, with nodes of every class.
 */
final class TreeSamples {

	private TreeSamples() {
	}

	static void addTo(Map<String, Object> samples) {
		ObjectNode all = everyKind();
		JdkSamples.addAll(samples, "tree", all, all.get("list"), odd("@Long"), odd("lone \ud800"),
				NullNode.getInstance(), LongNode.valueOf(5), StringNode.valueOf("lone \ud800"), BooleanNode.TRUE,
				new Literal(literal(), literal()), new Literal(all.deepCopy(), all),
				new Literal(odd("@JsonNode"), odd("@=")), new Literal(NullNode.getInstance(), null),
				new Holder(DecimalNode.valueOf(new BigDecimal("1.50")), JsonNodeFactory.instance.arrayNode(),
						all.get("list")),
				new ArrayList<>(List.of(literal(), LongNode.valueOf(7))),
				new JsonNode[] { literal(), DoubleNode.valueOf(0.5) }, Map.of("a", all));
	}

	static ObjectNode literal() {
		ObjectNode tree = JsonNodeFactory.instance.objectNode();
		tree.put("text", "\u00fc").put("number", 5).put("large", 1L << 40).put("half", -0.5).put("flag", true);
		tree.putNull("none");
		tree.putObject("empty");
		tree.putArray("items").add(1).addObject().put("@type", "Product");
		return tree;
	}

	/**
	 * Returns a tree with nodes of every class that can be stored.
	 */
	static ObjectNode everyKind() {
		ObjectNode tree = literal();
		tree.put("long", 5L).put("short", (short) 5).put("float", 0.1f).put("nan", Double.NaN);
		tree.put("endless", Float.POSITIVE_INFINITY).put("negativeZero", -0.0);
		tree.put("decimal", new BigDecimal("1.50")).put("scaled", new BigDecimal("1E+400"));
		tree.put("huge", BigInteger.TWO.pow(200)).put("small", BigInteger.ONE);
		tree.put("binary", new byte[] { 0, -1, 1 });
		ArrayNode list = tree.putArray("list");
		list.add(1).add(1L).add(1f).addNull().add(new byte[0]).addArray().add(2.5).addObject().put("x", 1L);
		list.add(odd("@"));
		return tree;
	}

	private static ObjectNode odd(String name) {
		ObjectNode tree = JsonNodeFactory.instance.objectNode();
		tree.put(name, 5).put("b", "@Long");
		return tree;
	}

	/**
	 * Declares trees.
	 */
	record Literal(JsonNode any, @Nullable ObjectNode object) {
	}

	/**
	 * Declares trees as something more general.
	 */
	record Holder(Object any, Iterable<JsonNode> items, TreeNode tree) {
	}

}
