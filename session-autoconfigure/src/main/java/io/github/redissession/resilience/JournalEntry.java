package io.github.redissession.resilience;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;

/**
 * A session with changes that are not stored yet: its state on this instance, and the
 * change to send to the store. All changes of a session are sent as one; those that come
 * while it is on its way follow as another. Guarded by the journal.
 */
final class JournalEntry {

	/** The approximate size of an id in bytes. */
	private static final int ID = 100;

	/** The ids that the session has had; the store may know it by any of them. */
	private final Set<String> ids = new LinkedHashSet<>();

	private @Nullable LocalCopy copy;

	private @Nullable SessionDelta pending;

	private @Nullable SessionEnd end;

	private long changed;

	private boolean sending;

	JournalEntry(@Nullable LocalCopy copy) {
		this.copy = copy;
	}

	Set<String> ids() {
		return this.ids;
	}

	/**
	 * Returns the session as it is here, {@code null} if it has ended or has another id
	 * by now.
	 */
	@Nullable SessionRecord read(String id) {
		return (this.copy != null && this.copy.record().id().equals(id)) ? read() : null;
	}

	/**
	 * Returns the session under its present id, {@code null} if it has ended.
	 */
	@Nullable SessionRecord read() {
		SessionRecord record = (this.copy != null) ? this.copy.now() : null;
		return (record == null || record.isOver()) ? null : record;
	}

	/**
	 * Returns the approximate size in bytes.
	 */
	long size() {
		long size = (this.copy != null) ? this.copy.size() : 0;
		return size + (long) ID * this.ids.size() + ((this.pending != null) ? bytes(this.pending.expected()) : 0);
	}

	/**
	 * Returns by how many bytes an entry grows at most with a change, approximately.
	 */
	static long growth(SessionDelta delta) {
		return bytes(delta.attributes()) + ((delta.kind() != SessionDelta.Kind.UPDATE) ? ID : 0);
	}

	private static long bytes(Map<String, byte @Nullable []> attributes) {
		long bytes = 0;
		for (Map.Entry<String, byte @Nullable []> attribute : attributes.entrySet()) {
			byte[] value = attribute.getValue();
			bytes += (value != null) ? 2L * attribute.getKey().length() + value.length + 64 : 0;
		}
		return bytes;
	}

	boolean isEnded() {
		return this.end != null;
	}

	/**
	 * Adds a change, on the condition that the attributes in the store are what they were
	 * here before it.
	 */
	void add(SessionDelta delta) {
		SessionDelta based = (this.copy != null) ? delta.ifUnchangedSince(this.copy.record().attributes()) : delta;
		this.pending = (this.pending != null) ? this.pending.after(elapsed()).then(based) : based;
		this.changed = System.nanoTime();
		this.copy = (this.copy != null) ? this.copy.with(delta) : LocalCopy.begin(delta);
		this.ids.add(delta.previousId());
		this.ids.add(delta.id());
	}

	/**
	 * Ends the session, which discards its changes.
	 */
	void end(SessionEnd end) {
		this.end = end;
		this.copy = null;
		this.pending = null;
		this.ids.add(end.id());
	}

	@Nullable SessionEnd end() {
		return this.end;
	}

	/**
	 * Takes the change to send to the store, unless another one is on its way.
	 * @return {@code null} if there is nothing to send now
	 */
	@Nullable SessionDelta take() {
		SessionDelta taken = (this.pending != null && !this.sending) ? this.pending.after(elapsed()) : null;
		if (taken != null) {
			this.pending = null;
			this.sending = true;
			this.changed = System.nanoTime();
		}
		return taken;
	}

	boolean beginSending() {
		boolean mayBegin = !this.sending;
		this.sending = true;
		return mayBegin;
	}

	void sent() {
		this.sending = false;
	}

	/**
	 * Takes back a change that could not be sent.
	 */
	void restore(SessionDelta taken) {
		this.sending = false;
		if (this.end == null) {
			this.pending = (this.pending != null) ? taken.after(elapsed()).then(this.pending) : taken;
		}
	}

	boolean isEmpty() {
		return this.pending == null && this.end == null && !this.sending;
	}

	private Duration elapsed() {
		return Duration.ofNanos(Math.max(0, System.nanoTime() - this.changed));
	}

}
