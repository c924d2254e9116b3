package io.github.redissession.core;

import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreLayer;

/**
 * Tells those who keep copies of sessions in this process which sessions this node
 * changes and ends, before the caller gets the answer. It is next to the store, so that
 * it also sees the changes of other layers, and answers that arrive after those layers
 * have given up waiting.
 */
public final class InvalidationLayer extends SessionStoreLayer {

	private final List<Listener> listeners;

	/**
	 * Creates the layer.
	 * @param next the store
	 * @param listeners are told, in this order
	 */
	public InvalidationLayer(SessionStore next, List<Listener> listeners) {
		super("invalidation", next);
		this.listeners = listeners;
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		changed(delta);
		return next().save(delta).whenComplete((result, ex) -> changed(delta));
	}

	private void changed(SessionDelta delta) {
		this.listeners.forEach((listener) -> listener.changedHere(delta.id()));
		if (!delta.previousId().equals(delta.id())) {
			this.listeners.forEach((listener) -> listener.changedHere(delta.previousId()));
		}
	}

	/**
	 * A session whose id has just been changed ends under its new id.
	 */
	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		this.listeners.forEach((listener) -> listener.changedHere(end.id()));
		return next().delete(end).whenComplete((record, ex) -> {
			this.listeners.forEach((listener) -> listener.endedHere(end.id()));
			if (record != null) {
				this.listeners.forEach((listener) -> listener.endedHere(record.id()));
			}
		});
	}

	/**
	 * This layer is not listed: what it does belongs to the layers that keep copies.
	 */
	@Override
	public List<String> layers() {
		return next().layers();
	}

	/**
	 * Keeps copies of sessions, and must not block.
	 */
	public interface Listener {

		/**
		 * Called before a change or an end is sent to the store, and again when the store
		 * has answered a change or failed.
		 * @param id an id that the session has before or after the change
		 */
		default void changedHere(String id) {
		}

		/**
		 * Called when the store has answered to the end of a session or failed.
		 * @param id an id of the session
		 */
		void endedHere(String id);

	}

}
