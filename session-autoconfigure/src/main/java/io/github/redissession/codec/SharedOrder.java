package io.github.redissession.codec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Numbers shared objects so that each comes after the ones it holds, and equal content
 * gets equal numbers whatever the order in which a hash set lists it: first those that
 * hold no other, by their bytes, then those that hold only these, and so on. Those with
 * the same bytes keep the order in which they were found.
 */
final class SharedOrder {

	private final BiFunction<Object, Writing.Visit, byte[]> writer;

	private final Map<Object, Node> nodes = new IdentityHashMap<>();

	private final List<Object> ordered = new ArrayList<>();

	/**
	 * Creates the order.
	 * @param objects the shared objects
	 * @param writer writes one of them
	 * @throws UnfitTypeException if an object contains itself
	 */
	SharedOrder(List<Object> objects, BiFunction<Object, Writing.Visit, byte[]> writer) {
		this.writer = writer;
		List<Node> ready = new ArrayList<>(objects.size());
		for (Object each : objects) {
			Node node = new Node(each);
			this.nodes.put(each, node);
			ready.add(node);
		}
		ready.forEach(this::connect);
		ready.removeIf((node) -> node.missing > 0);
		while (!ready.isEmpty()) {
			ready = number(ready);
		}
		if (this.ordered.size() < objects.size()) {
			throw UnfitTypeException.format("it is nested too deeply, contains itself or is too large");
		}
	}

	/**
	 * Writes the object's own part and notes which others it holds.
	 */
	private void connect(Node node) {
		Object object = node.object;
		boolean[] entered = new boolean[1];
		node.content = this.writer.apply(object, (value, gen) -> {
			if (value == object && !entered[0]) {
				entered[0] = true;
				return true;
			}
			return enterPart(node, this.nodes.get(value), gen);
		});
	}

	private static boolean enterPart(Node holder, @Nullable Node part, JsonGenerator gen) {
		if (part == null) {
			return true;
		}
		holder.parts.add(part);
		holder.missing++;
		part.holders.add(holder);
		gen.writeNull();
		return false;
	}

	private List<Node> number(List<Node> level) {
		level.sort(Comparator.<Node, byte[]>comparing((node) -> node.content, Arrays::compareUnsigned)
			.thenComparing(Node::partNumbers, Arrays::compare));
		List<Node> next = new ArrayList<>();
		for (Node node : level) {
			node.number = this.ordered.size();
			this.ordered.add(node.object);
		}
		for (Node node : level) {
			for (Node holder : node.holders) {
				holder.missing--;
				if (holder.missing == 0) {
					next.add(holder);
				}
			}
		}
		return next;
	}

	/**
	 * Returns the objects by their numbers.
	 */
	List<Object> objects() {
		return this.ordered;
	}

	/**
	 * Returns the number of a shared object, -1 for any other.
	 */
	int number(Object object) {
		Node node = this.nodes.get(object);
		return (node != null) ? node.number : -1;
	}

	/**
	 * A shared object, with an entry for each place in which it holds another.
	 */
	private static final class Node {

		private final Object object;

		private final ArrayDeque<Node> parts = new ArrayDeque<>();

		private final ArrayDeque<Node> holders = new ArrayDeque<>();

		private byte[] content = new byte[0];

		private int missing;

		private int number = -1;

		Node(Object object) {
			this.object = object;
		}

		int[] partNumbers() {
			return this.parts.stream().mapToInt((part) -> part.number).sorted().toArray();
		}

	}

}
