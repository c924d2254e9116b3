package io.github.redissession.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import tools.jackson.databind.JsonNode;

/**
 * Finds the JSON trees in a value for Java serialization, which shows each of them only
 * after the tree has replaced itself with plain JSON that does not tell the classes of
 * its nodes.
 */
final class TreeOrigins {

	private static final String PLAIN = "tools.jackson.databind.node.NodeSerialization";

	/** By the plain JSON of a tree. */
	private final Map<ByteBuffer, List<JsonNode>> trees = new HashMap<>();

	private final Map<JsonNode, StoredJson> written = new IdentityHashMap<>();

	/**
	 * Finds the trees.
	 * @param value the value
	 * @param standIns tell what is written instead of an object
	 */
	TreeOrigins(Object value, StandIns standIns) {
		ObjectWalk.over(value, standIns, (object) -> {
			if (object instanceof JsonNode tree) {
				this.trees.computeIfAbsent(plain(tree), (plain) -> new ArrayList<>()).add(tree);
			}
			return !(object instanceof JsonNode);
		});
	}

	/**
	 * Returns whether an object is the plain JSON with which a tree has replaced itself.
	 */
	static boolean isPlain(Object value) {
		return value.getClass().getName().equals(PLAIN);
	}

	/**
	 * Returns what is written for a tree, the same object for the same tree.
	 * @param plain the plain JSON with which the tree has replaced itself
	 * @param writer writes the tree with the classes of its nodes
	 */
	StoredJson of(Object plain, Function<Object, byte[]> writer) {
		List<JsonNode> found = this.trees.getOrDefault(plain(plain), List.of());
		if (found.stream().distinct().count() != 1) {
			throw UnfitTypeException.format("a JsonNode is written by Java serialization as text that does not tell"
					+ " the classes of its numbers; map the attribute to json with " + FormatRules.PROPERTY
					+ ", which keeps them");
		}
		JsonNode tree = found.get(0);
		return (found.size() == 1) ? this.written.computeIfAbsent(tree, (each) -> new StoredJson(writer.apply(each)))
				: new StoredJson(writer.apply(tree));
	}

	private static ByteBuffer plain(Object tree) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(tree);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return ByteBuffer.wrap(bytes.toByteArray());
	}

}
