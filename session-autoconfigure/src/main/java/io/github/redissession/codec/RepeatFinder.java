package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Finds the objects that a value holds in several places. Each is entered once, so that
 * the run takes as long as there are objects, however they are shared.
 */
final class RepeatFinder implements Writing.Visit {

	private static final int EXPECTED = 10;

	/** Needs no map, because most values are one object with scalars. */
	private @Nullable Object first;

	/** Whether each of the other objects was met again. */
	private @Nullable Map<Object, Boolean> others;

	private @Nullable List<Object> repeated;

	@Override
	public boolean enter(Object value, JsonGenerator gen) {
		if (this.first == null) {
			this.first = value;
			return true;
		}
		if (this.others == null) {
			this.others = new IdentityHashMap<>(EXPECTED);
		}
		Boolean again = (value == this.first && !this.others.containsKey(value)) ? Boolean.FALSE
				: this.others.putIfAbsent(value, Boolean.FALSE);
		if (again == null) {
			return true;
		}
		if (!again) {
			this.others.put(value, Boolean.TRUE);
			if (this.repeated == null) {
				this.repeated = new ArrayList<>();
			}
			this.repeated.add(value);
		}
		gen.writeNull();
		return false;
	}

	/**
	 * Returns each object that occurs more than once.
	 */
	List<Object> repeated() {
		return (this.repeated != null) ? this.repeated : List.of();
	}

}
