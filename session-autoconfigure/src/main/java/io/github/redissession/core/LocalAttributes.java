package io.github.redissession.core;

import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The attributes of one session that are not stored, as one request sees them: all
 * requests in this process share the values, and every change takes effect at once. Not
 * thread-safe by itself, except that other requests may use the same values.
 */
final class LocalAttributes {

	private final LocalMemory memory;

	private final BiPredicate<String, Class<?>> rule;

	private final Consumer<String> onSet;

	private String id;

	/**
	 * The values of the session. A request goes on with them when another one changes the
	 * session's id.
	 */
	private @Nullable Map<String, Object> known;

	/**
	 * Creates the attributes of a session.
	 * @param rule which attributes are not stored
	 * @param onSet receives the names of attributes that are set
	 */
	LocalAttributes(LocalMemory memory, BiPredicate<String, Class<?>> rule, Consumer<String> onSet, String id) {
		this.memory = memory;
		this.rule = rule;
		this.onSet = onSet;
		this.id = id;
		this.known = memory.find(id);
	}

	private @Nullable Map<String, Object> values() {
		if (this.known == null) {
			this.known = this.memory.find(this.id);
		}
		return this.known;
	}

	@Nullable Object get(String name) {
		Map<String, Object> values = values();
		return (values != null) ? values.get(name) : null;
	}

	Set<String> names() {
		Map<String, Object> values = values();
		return (values != null) ? values.keySet() : Set.of();
	}

	/**
	 * Sets an attribute, or removes it if this value must be stored instead, as a login
	 * always is.
	 * @return whether the value is kept here
	 */
	boolean set(String name, Object value) {
		if (SessionSettings.LOGIN_ATTRIBUTES.contains(name) || !this.rule.test(name, value.getClass())) {
			remove(name);
			return false;
		}
		Map<String, Object> values = values();
		if (values == null) {
			values = this.memory.open(this.id);
			this.known = values;
		}
		values.put(name, value);
		this.onSet.accept(name);
		return true;
	}

	void remove(String name) {
		Map<String, Object> values = values();
		if (values != null) {
			values.remove(name);
		}
	}

	void changeId(String newId) {
		this.memory.share(this.id, newId);
		this.id = newId;
	}

}
