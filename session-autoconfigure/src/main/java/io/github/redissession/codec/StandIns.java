package io.github.redissession.codec;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The rules by which other values are written, of which the first that is meant for a
 * class counts.
 */
final class StandIns {

	static final StandIns NONE = new StandIns(List.of());

	/** A rule whose stand-ins need one of another rule is fine, a circle is not. */
	private static final int MAX_STEPS = 8;

	private final List<StandIn> rules;

	private final ClassValue<Optional<StandIn>> byType = new ClassValue<>() {

		@Override
		protected Optional<StandIn> computeValue(Class<?> type) {
			return StandIns.this.rules.stream().filter((rule) -> rule.replaces(type)).findFirst();
		}

	};

	StandIns(List<StandIn> rules) {
		this.rules = List.copyOf(rules);
	}

	@Nullable StandIn rule(Class<?> type) {
		return this.rules.isEmpty() ? null : this.byType.get(type).orElse(null);
	}

	/**
	 * Returns what is written instead of a value, which is the value itself unless a rule
	 * replaces it.
	 */
	@Nullable Object of(Object value) {
		Object current = value;
		for (int i = 0; i < MAX_STEPS; i++) {
			StandIn rule = rule(current.getClass());
			Object next = (rule != null) ? rule.of(current) : current;
			if (next == null || next.getClass() == current.getClass()) {
				return next;
			}
			current = next;
		}
		throw UnfitTypeException.because(value.getClass(), "is replaced again and again");
	}

	/**
	 * Tells the rule of a value that nothing was written in its place.
	 */
	void leftOut(Object value, @Nullable String field) {
		StandIn rule = rule(value.getClass());
		if (rule != null) {
			rule.leftOut(value, field);
		}
	}

	/**
	 * Returns a value without what opens a session or a login.
	 */
	@Nullable Object withoutSecrets(Object value) {
		StandIn rule = rule(value.getClass());
		return (rule != null && rule.hidesSecrets()) ? rule.of(value) : value;
	}

}
