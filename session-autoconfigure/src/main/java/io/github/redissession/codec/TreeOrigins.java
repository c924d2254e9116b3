package io.github.redissession.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the JSON trees in a value for Java serialization, which shows each of them only
 * after the tree has replaced itself with plain JSON that does not tell the classes of
 * its nodes.
 */
final class TreeOrigins {

	private static final String PLAIN = "tools.jackson.databind.node.NodeSerialization";

	private final Function<Object, @Nullable Object> standIns;

	private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private final Deque<Object> waiting = new ArrayDeque<>();

	/** By the plain JSON of a tree. */
	private final Map<ByteBuffer, List<JsonNode>> trees = new HashMap<>();

	private final Map<JsonNode, StoredJson> written = new IdentityHashMap<>();

	/**
	 * Finds the trees.
	 * @param value the value
	 * @param standIns returns what is written instead of an object
	 */
	TreeOrigins(Object value, Function<Object, @Nullable Object> standIns) {
		this.standIns = standIns;
		this.waiting.add(value);
		while (!this.waiting.isEmpty()) {
			Object object = this.standIns.apply(this.waiting.remove());
			if (object instanceof JsonNode tree) {
				this.trees.computeIfAbsent(plain(tree), (plain) -> new ArrayList<>()).add(tree);
			}
			else if (object != null) {
				enter(object);
			}
		}
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
		return (found.size() == 1)
				? this.written.computeIfAbsent(tree, (each) -> new StoredJson(writer.apply(each)))
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

	private void enter(Object object) {
		ItemForm<?> form = ItemForm.of(object.getClass());
		if (form != null) {
			form.itemsOf(object).forEach(this::add);
		}
		else if (object instanceof Map<?, ?> map) {
			map.forEach((key, value) -> {
				add(key);
				add(value);
			});
		}
		else if (object instanceof Collection<?> items) {
			items.forEach(this::add);
		}
		else if (object instanceof Object[] items) {
			Arrays.asList(items).forEach(this::add);
		}
		else if (object instanceof Optional<?> optional) {
			add(optional.orElse(null));
		}
		else {
			enterFields(object);
		}
	}

	private void enterFields(Object object) {
		for (Class<?> type = object.getClass(); type != null
				&& !JdkClasses.contains(type); type = type.getSuperclass()) {
			for (Field field : type.getDeclaredFields()) {
				boolean written = !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
				if (written && !field.getType().isPrimitive() && field.trySetAccessible()) {
					add(get(field, object));
				}
			}
		}
	}

	private void add(@Nullable Object object) {
		if (object != null && !JdkTypes.isValue(object.getClass()) && this.seen.add(object)) {
			this.waiting.add(object);
		}
	}

	private static @Nullable Object get(Field field, Object holder) {
		try {
			return field.get(holder);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
