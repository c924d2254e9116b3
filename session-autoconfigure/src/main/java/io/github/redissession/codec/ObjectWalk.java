package io.github.redissession.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Visits the objects in a value, each once, for what Java serialization does not show:
 * objects that replace themselves, and the fields that hold them. It never loads what is
 * not loaded.
 */
final class ObjectWalk {

	private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private final Deque<Place> waiting = new ArrayDeque<>();

	private ObjectWalk() {
	}

	/**
	 * Visits the objects in a value and the value itself.
	 * @param value the value
	 * @param standIns tell what is written instead of an object, which is visited in its
	 * place
	 * @param visitor sees each object
	 */
	static void over(Object value, StandIns standIns, Visitor visitor) {
		ObjectWalk walk = new ObjectWalk();
		walk.add(value, null);
		while (!walk.waiting.isEmpty()) {
			Place place = walk.waiting.remove();
			Object standIn = standIns.of(place.object);
			if (standIn == null) {
				visitor.leftOut(place.object, place.field);
			}
			else if (visitor.enter(standIn)) {
				walk.enter(standIn, place.field);
			}
		}
	}

	private void enter(Object object, @Nullable String field) {
		ItemForm<?> form = ItemForm.of(object.getClass());
		if (form != null) {
			form.itemsOf(object).forEach((item) -> add(item, field));
		}
		else if (object instanceof Map<?, ?> map) {
			map.forEach((key, value) -> {
				add(key, field);
				add(value, field);
			});
		}
		else if (object instanceof Collection<?> items) {
			items.forEach((item) -> add(item, field));
		}
		else if (object instanceof Object[] items) {
			Arrays.asList(items).forEach((item) -> add(item, field));
		}
		else if (object instanceof Optional<?> optional) {
			add(optional.orElse(null), field);
		}
		else {
			enterFields(object);
		}
	}

	private void enterFields(Object object) {
		for (Class<?> type = object.getClass(); type != null
				&& !JdkClasses.contains(type); type = type.getSuperclass()) {
			for (Field field : type.getDeclaredFields()) {
				boolean written = !Modifier.isStatic(field.getModifiers())
						&& !Modifier.isTransient(field.getModifiers());
				if (written && !field.getType().isPrimitive() && field.trySetAccessible()) {
					add(get(field, object), type.getName() + "." + field.getName());
				}
			}
		}
	}

	private void add(@Nullable Object object, @Nullable String field) {
		if (object != null && !JdkTypes.isValue(object.getClass()) && this.seen.add(object)) {
			this.waiting.add(new Place(object, field));
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

	/**
	 * An object and the class and name of the field that holds it, alone or in a
	 * container.
	 */
	private record Place(Object object, @Nullable String field) {
	}

	/**
	 * Sees the objects.
	 */
	interface Visitor {

		/**
		 * Sees an object.
		 * @return whether to visit what it holds
		 */
		boolean enter(Object object);

		/**
		 * Sees an object that is not written.
		 * @param field the class and the name of its field, {@code null} if it has none
		 */
		default void leftOut(Object object, @Nullable String field) {
		}

	}

}
