package io.github.redissession.websocket;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.SessionFollower;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreLayer;

/**
 * Tells a follower which sessions end here or get a new id, and announces new ids to the
 * other nodes. Ends are announced by the store.
 */
public final class FollowedStoreLayer extends SessionStoreLayer {

	private final SessionFollower follower;

	private final BiConsumer<String, String> announcer;

	/**
	 * Creates the layer.
	 * @param next the store
	 * @param follower is told on this node
	 * @param announcer tells the other nodes that a session has a new id, which follows
	 * the old one
	 */
	public FollowedStoreLayer(SessionStore next, SessionFollower follower, BiConsumer<String, String> announcer) {
		super("sockets", next);
		this.follower = follower;
		this.announcer = announcer;
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		CompletionStage<SaveResult> saved = next().save(delta);
		return (delta.kind() != SessionDelta.Kind.CHANGE_ID) ? saved : saved.whenComplete((result, ex) -> {
			if (result == SaveResult.SAVED && this.follower.isNeeded()) {
				this.follower.moved(delta.previousId(), delta.id());
				this.announcer.accept(delta.previousId(), delta.id());
			}
		});
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		return next().delete(end).whenComplete((record, ex) -> {
			if (ex == null) {
				this.follower.ended(end.id());
				if (record != null) {
					this.follower.ended(record.id());
				}
			}
		});
	}

	/**
	 * This layer is not listed: it changes nothing.
	 */
	@Override
	public List<String> layers() {
		return next().layers();
	}

}
