package io.github.redissession.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.SessionAttribute;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.UnreadablePolicy;

/**
 * The attributes of one session in one request: bytes as they are stored, and objects as
 * far as the request has read or set them.
 * <p>
 * Changes are detected by comparing bytes. So an object that was changed in place is
 * written even without a call of {@code setAttribute}, and one that was only read is not.
 * An unreadable attribute is never written.
 * <p>
 * All methods are synchronized: an asynchronous handler may use the session on one thread
 * while another one saves it.
 */
final class SessionAttributes {

	/** Most requests change one or two attributes. */
	private static final int FEW = 4;

	private final AttributeCodec codec;

	private final AttributeLimits sizes;

	private final BiConsumer<String, AttributeNotReadableException> onUnreadable;

	/** Those that are not stored; of a name that is here, nothing else counts. */
	private final LocalAttributes local;

	/** The stored attributes when this request read them. */
	private final Map<String, byte[]> read;

	/**
	 * The attributes that this request has stored since; {@code null} for removed ones.
	 */
	private Map<String, byte @Nullable []> saved = Map.of();

	private long storedSize;

	/** The values that this request has read or set; {@code null} for removed ones. */
	private final Map<String, @Nullable Object> values = new LinkedHashMap<>(FEW);

	/** The values that this request has set, as they were then. */
	private final Map<String, Assigned> assigned = new HashMap<>(FEW);

	private Map<String, AttributeNotReadableException> unreadable = Map.of();

	/** The names that this request has read through a {@link SessionAttribute}. */
	private @Nullable Set<String> used;

	/**
	 * Creates the attributes of a session.
	 * @param read the stored attributes, which are not changed
	 * @param size the size of all of them in bytes
	 * @param local the attributes that are not stored
	 */
	SessionAttributes(AttributeCodec codec, AttributeLimits sizes, Map<String, byte[]> read, long size,
			BiConsumer<String, AttributeNotReadableException> onUnreadable, LocalAttributes local) {
		this.codec = codec;
		this.sizes = sizes;
		this.read = read;
		this.storedSize = size;
		this.onUnreadable = onUnreadable;
		this.local = local;
	}

	private byte @Nullable [] stored(String name) {
		return this.saved.containsKey(name) ? this.saved.get(name) : this.read.get(name);
	}

	synchronized @Nullable Object get(String name) {
		Object kept = this.local.get(name);
		if (kept != null) {
			return kept;
		}
		if (this.values.containsKey(name)) {
			return this.values.get(name);
		}
		AttributeNotReadableException known = this.unreadable.get(name);
		if (known != null) {
			failIfAsked(known);
			return null;
		}
		byte[] bytes = stored(name);
		if (bytes == null) {
			return null;
		}
		try {
			Object value = this.codec.decode(name, bytes);
			this.values.put(name, value);
			return value;
		}
		catch (AttributeNotReadableException ex) {
			refuse(name, ex);
			return null;
		}
	}

	/**
	 * Treats a value that was read as unreadable.
	 */
	synchronized void refuse(String name, AttributeNotReadableException cause) {
		this.values.remove(name);
		if (this.unreadable.isEmpty()) {
			this.unreadable = new LinkedHashMap<>();
		}
		this.unreadable.put(name, cause);
		this.onUnreadable.accept(name, cause);
		failIfAsked(cause);
	}

	private void failIfAsked(AttributeNotReadableException cause) {
		if (this.sizes.rules().onUnreadable() == UnreadablePolicy.FAIL) {
			throw cause;
		}
	}

	synchronized boolean isAssigned(String name) {
		return this.assigned.containsKey(name);
	}

	/**
	 * Whether a stored value is about to be used through a key for the first time. Later
	 * the request may have changed it.
	 */
	synchronized boolean isFirstUse(String name) {
		Set<String> before = (this.used != null) ? this.used : new HashSet<>();
		this.used = before;
		return !isAssigned(name) && before.add(name);
	}

	synchronized Set<String> unreadable() {
		return Set.copyOf(this.unreadable.keySet());
	}

	/**
	 * Encodes the value at once, although a mutable object is encoded again when the
	 * session is saved: a value that cannot be stored is refused where the caller sees
	 * it.
	 */
	synchronized void set(String name, Object value) {
		AttributeLimits.checkName(name);
		if (this.local.set(name, value)) {
			removeStored(name);
			return;
		}
		byte[] before = stored(name);
		boolean isImmutable = this.codec.isImmutable(value.getClass());
		byte[] now = encode(name, value, isImmutable ? before : null);
		this.sizes.checkValue(name, value, now.length);
		long growth = (long) now.length - size(name);
		this.sizes.checkSession(name, growth, size() + growth);
		this.values.put(name, value);
		this.assigned.put(name,
				isImmutable ? new Assigned(now.length, before, now) : new Assigned(now.length, null, null));
	}

	private byte[] encode(String name, Object value, byte @Nullable [] before) {
		return (before != null) ? this.codec.encode(name, value, before) : this.codec.encode(name, value);
	}

	synchronized void remove(String name) {
		this.local.remove(name);
		removeStored(name);
	}

	private void removeStored(String name) {
		this.values.put(name, null);
		this.assigned.remove(name);
	}

	synchronized Set<String> names() {
		Set<String> names = new LinkedHashSet<>(this.read.keySet());
		change(names, this.saved);
		names.removeAll(this.unreadable.keySet());
		change(names, this.values);
		names.addAll(this.local.names());
		return Collections.unmodifiableSet(names);
	}

	private static void change(Set<String> names, Map<String, ? extends @Nullable Object> changes) {
		changes.forEach((name, value) -> {
			if (value != null) {
				names.add(name);
			}
			else {
				names.remove(name);
			}
		});
	}

	/**
	 * Collects the changes since the session was read or last saved.
	 * @param refused receives the failures of objects that were changed, after they had
	 * been set, into something that cannot be stored; they are left out
	 * @return encoded values by name, {@code null} for removed ones
	 */
	synchronized Map<String, byte @Nullable []> changes(Consumer<AttributeNotStorableException> refused) {
		if (this.values.isEmpty()) {
			return Map.of();
		}
		Map<String, byte @Nullable []> changes = new LinkedHashMap<>(FEW);
		this.values.forEach((name, value) -> {
			byte[] before = stored(name);
			if (value == null) {
				if (before != null) {
					changes.put(name, null);
				}
				return;
			}
			if (!isAssigned(name) && this.codec.isImmutable(value.getClass())) {
				return;
			}
			try {
				byte[] now = bytes(name, value, before);
				if (now != before) {
					this.sizes.checkValue(name, value, now.length);
					this.sizes.report(name, now.length);
					changes.put(name, now);
				}
			}
			catch (AttributeNotStorableException ex) {
				refused.accept(ex);
			}
		});
		if (!changes.isEmpty()) {
			keepSize(changes, refused);
		}
		return changes;
	}

	/**
	 * Returns the bytes of a value, which are the stored array itself if it has not
	 * changed.
	 */
	private byte[] bytes(String name, Object value, byte @Nullable [] before) {
		Assigned assigned = this.assigned.get(name);
		byte[] known = (assigned != null) ? assigned.bytes : null;
		return (assigned != null && known != null && (before == known || before == assigned.before)) ? known
				: encode(name, value, before);
	}

	/**
	 * Leaves out objects that have together grown too large since they were set, the one
	 * that has grown most first. Each value alone, and all of them when they were set,
	 * have been checked before.
	 */
	private void keepSize(Map<String, byte @Nullable []> changes, Consumer<AttributeNotStorableException> refused) {
		long size = this.storedSize + growth(changes);
		if (!this.sizes.isTooLarge(size)) {
			return;
		}
		List<String> names = new ArrayList<>(changes.keySet());
		names.sort(Comparator.comparing((String name) -> growth(name, changes.get(name))).reversed());
		for (String name : names) {
			long growth = growth(name, changes.get(name));
			try {
				this.sizes.checkSession(name, growth, size);
			}
			catch (AttributeNotStorableException ex) {
				changes.remove(name);
				size -= growth;
				refused.accept(ex);
			}
		}
	}

	private long growth(Map<String, byte @Nullable []> changes) {
		long growth = 0;
		for (Map.Entry<String, byte @Nullable []> change : changes.entrySet()) {
			growth += growth(change.getKey(), change.getValue());
		}
		return growth;
	}

	private long growth(String name, byte @Nullable [] now) {
		return (long) length(now) - length(stored(name));
	}

	private static int length(byte @Nullable [] value) {
		return (value != null) ? value.length : 0;
	}

	/**
	 * Returns the size of all attributes as they were last stored.
	 */
	synchronized long storedSize() {
		return this.storedSize;
	}

	/**
	 * Returns the size of all attributes as they were last stored or set.
	 */
	private long size() {
		long size = this.storedSize;
		for (String name : this.values.keySet()) {
			size += size(name) - length(stored(name));
		}
		return size;
	}

	private int size(String name) {
		Assigned assigned = this.assigned.get(name);
		if (assigned != null) {
			return assigned.size;
		}
		boolean removed = this.values.containsKey(name) && this.values.get(name) == null;
		return removed ? 0 : length(stored(name));
	}

	synchronized void changeId(String id) {
		this.local.changeId(id);
	}

	/**
	 * Tells an observer the sizes of changes that have been stored.
	 */
	void measure(Map<String, byte @Nullable []> changes, SessionObserver observer) {
		changes.forEach((name, value) -> {
			if (value != null) {
				observer.attributeMeasured(name, value.length);
			}
		});
		observer.sessionMeasured(storedSize());
	}

	/**
	 * Records that changes have been stored.
	 */
	synchronized void stored(Map<String, byte @Nullable []> changes) {
		this.storedSize += growth(changes);
		changes.forEach((name, bytes) -> {
			if (bytes == null) {
				// Another thread may have set it again meanwhile.
				this.values.remove(name, null);
			}
			else if (!this.unreadable.isEmpty()) {
				this.unreadable.remove(name);
			}
		});
		if (this.saved.isEmpty()) {
			this.saved = changes;
		}
		else {
			Map<String, byte @Nullable []> merged = new HashMap<>(this.saved);
			merged.putAll(changes);
			this.saved = merged;
		}
	}

	/**
	 * A value that was set.
	 *
	 * @param size the size that it had
	 * @param before the bytes that were stored then, or {@code null}
	 * @param bytes its bytes if it is immutable, otherwise {@code null}
	 */
	private record Assigned(int size, byte @Nullable [] before, byte @Nullable [] bytes) {

	}

}
