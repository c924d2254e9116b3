package io.github.redissession;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The attributes of one session in one request: bytes as they are stored, objects as far
 * as somebody asked for them.
 * <p>
 * A change is found by comparing bytes. So an object that was changed in place is written
 * even if nobody called {@code setAttribute}, and one that was only read is not.
 * <p>
 * All methods are synchronized: an asynchronous handler may use the session on one thread
 * while another one saves it.
 */
final class SessionAttributes {

	private final AttributeCodec codec;

	private final BiConsumer<String, AttributeNotReadableException> onUnreadable;

	private Map<String, byte[]> stored;

	/** What this request has read or set; {@code null} for what it has removed. */
	private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

	/** What this request has set, and not only read. */
	private final Set<String> assigned = new HashSet<>();

	private final Set<String> unreadable = new HashSet<>();

	SessionAttributes(AttributeCodec codec, Map<String, byte[]> stored,
			BiConsumer<String, AttributeNotReadableException> onUnreadable) {
		this.codec = codec;
		this.stored = stored;
		this.onUnreadable = onUnreadable;
	}

	synchronized @Nullable Object get(String name) {
		if (this.values.containsKey(name)) {
			return this.values.get(name);
		}
		byte[] bytes = this.stored.get(name);
		if (bytes == null || this.unreadable.contains(name)) {
			return null;
		}
		try {
			Object value = this.codec.decode(name, bytes);
			this.values.put(name, value);
			return value;
		}
		catch (AttributeNotReadableException ex) {
			this.unreadable.add(name);
			this.onUnreadable.accept(name, ex);
			return null;
		}
	}

	/**
	 * Encodes the value at once, although that is done again when the session is saved
	 * (the object may change until then): what cannot be stored is refused where the
	 * caller sees it.
	 */
	synchronized void set(String name, Object value) {
		this.codec.encode(name, value);
		this.values.put(name, value);
		this.assigned.add(name);
	}

	synchronized void remove(String name) {
		this.values.put(name, null);
		this.assigned.remove(name);
	}

	synchronized Set<String> names() {
		Set<String> names = new LinkedHashSet<>(this.stored.keySet());
		names.removeAll(this.unreadable);
		this.values.forEach((name, value) -> {
			if (value != null) {
				names.add(name);
			}
			else {
				names.remove(name);
			}
		});
		return Collections.unmodifiableSet(names);
	}

	/**
	 * What has changed since the session was read or last saved.
	 * @param refused hears of objects which were changed, after they had been set, into
	 * something that cannot be stored; they are left out
	 * @return encoded values by name, {@code null} for what was removed
	 */
	synchronized Map<String, byte @Nullable []> changes(Consumer<AttributeNotStorableException> refused) {
		Map<String, byte @Nullable []> changes = new LinkedHashMap<>();
		this.values.forEach((name, value) -> {
			byte[] before = this.stored.get(name);
			if (value == null) {
				if (before != null) {
					changes.put(name, null);
				}
				return;
			}
			if (!this.assigned.contains(name) && this.codec.isImmutable(value.getClass())) {
				return;
			}
			try {
				byte[] now = this.codec.encode(name, value);
				if (before == null || !isSameValue(name, before, now)) {
					changes.put(name, now);
				}
			}
			catch (AttributeNotStorableException ex) {
				refused.accept(ex);
			}
		});
		return changes;
	}

	/**
	 * The order of a hash set's elements may differ between the object that was stored
	 * and the one that was read back, and so may their bytes. Reading what is stored once
	 * more tells whether anything else differs; objects read from the same bytes have the
	 * same order.
	 */
	private boolean isSameValue(String name, byte[] before, byte[] now) {
		if (Arrays.equals(before, now)) {
			return true;
		}
		try {
			return Arrays.equals(now, this.codec.encode(name, this.codec.decode(name, before)));
		}
		catch (AttributeNotReadableException | AttributeNotStorableException ex) {
			return false;
		}
	}

	/**
	 * Takes note that changes have been stored.
	 */
	synchronized void stored(Map<String, byte @Nullable []> changes) {
		if (changes.isEmpty()) {
			return;
		}
		Map<String, byte[]> merged = new HashMap<>(this.stored);
		changes.forEach((name, bytes) -> {
			if (bytes != null) {
				merged.put(name, bytes);
				this.unreadable.remove(name);
			}
			else {
				merged.remove(name);
				this.values.remove(name);
			}
		});
		this.stored = merged;
	}

}
