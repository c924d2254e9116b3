package io.github.redissession.resilience;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionDelta;
import io.github.redissession.SessionEnd;
import io.github.redissession.SessionRecord;

/**
 * A session with changes that are not stored yet: how it is here, and what the store has
 * to be told. All changes of one session are told at once, or those that come while
 * others are on their way after them. Guarded by the journal.
 */
final class JournalEntry {

	/** The ids which the session has had; the store may know it by any of them. */
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
	 * The session as it is here, {@code null} if it has ended or has another id by now.
	 */
	@Nullable SessionRecord read(String id) {
		return (this.copy != null && this.copy.record().id().equals(id)) ? this.copy.now() : null;
	}

	int size() {
		return (this.copy != null) ? this.copy.size() : 0;
	}

	boolean isEnded() {
		return this.end != null;
	}

	/**
	 * Adds a change. Of attributes it depends on what they were here before.
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
	 * Ends the session, and with it all that was to be changed.
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
	 * Takes what the store has to be told, unless something is on its way.
	 * @return {@code null} if there is nothing to do now
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
	 * Takes back what could not be told.
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
