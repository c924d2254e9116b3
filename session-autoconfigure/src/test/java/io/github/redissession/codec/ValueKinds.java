package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * All kinds of values of the page that lists them, in its order.
 */
final class ValueKinds {

	private final List<ValueKind> kinds = new ArrayList<>();

	private String group = "";

	static List<ValueKind> all() {
		ValueKinds all = new ValueKinds();
		JdkKinds.addTo(all);
		ContainerKinds.addTo(all);
		ApplicationKinds.addTo(all);
		LibraryKinds.addTo(all);
		return List.copyOf(all.kinds);
	}

	ValueKinds group(String name) {
		this.group = name;
		return this;
	}

	ValueKinds add(String label, Object value) {
		return add(label, value, value);
	}

	/**
	 * Adds a kind that is stored as something that is equal to it.
	 */
	ValueKinds add(String label, Object value, Object expected) {
		this.kinds.add(new ValueKind(this.group, label, value, expected, null));
		return this;
	}

	/**
	 * Adds a kind that some format refuses, with the value that it advises to store.
	 */
	ValueKinds refused(String label, Object value, Object advised) {
		this.kinds.add(new ValueKind(this.group, label, value, value, advised));
		return this;
	}

}
