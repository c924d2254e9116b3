package io.github.redissession.redis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionDelta;

/**
 * The scripts that change a session's hash, and the order in which the commands for its
 * indexes follow.
 */
final class SessionScripts {

	private static final RedisScript SAVE = RedisScript.load(SessionScripts.class, "save.lua");

	private final SessionConnection connection;

	private final RedisSettings settings;

	SessionScripts(SessionConnection connection, RedisSettings settings) {
		this.connection = connection;
		this.settings = settings;
	}

	/**
	 * Adds {@code save.lua} to a batch. Only an update may be repeated.
	 * @param action what the script is to do
	 * @param origin where the session comes from, as the action expects it
	 * @param before fields that are already known, when a session moves to a new key
	 * @return the reply, see {@link SaveReply#of}
	 */
	CompletionStage<List<byte[]>> save(Batch batch, String action, String origin, SessionDelta delta,
			Map<String, byte[]> before) {
		byte[] key = this.settings.keys().session(delta.id());
		List<byte[]> arguments = SaveArguments.of(action, origin, delta, this.settings, before);
		return action.equals("update") ? batch.evalArray(SAVE, key, arguments) : batch.evalOnce(SAVE, key, arguments);
	}

	/**
	 * Adds {@code take.lua} to a batch.
	 * @param newId the id that the session will have, "" if it is to end
	 */
	CompletionStage<TakeReply> take(Batch batch, String id, String newId) {
		boolean ends = newId.isEmpty();
		List<byte[]> arguments = List.of(SessionHash.bytes(ends ? "end" : "move"), SessionHash.bytes(newId),
				SessionHash.millis(ends ? RedisSettings.ENDED_MARK : RedisSettings.MARK), this.settings.channel(),
				SessionAnnouncement.header(SessionAnnouncement.Type.DELETED, id));
		return batch.evalArray(RedisSessionStore.TAKE, this.settings.keys().session(id), arguments)
			.thenApply(TakeReply::of);
	}

	/**
	 * Sends a batch, and the commands that must run after its last one. One server runs
	 * commands in their order; the nodes of a cluster do not, so there the rest is sent
	 * when the last command has been answered.
	 */
	<T> CompletionStage<T> inOrder(Batch batch, CompletionStage<T> last, boolean needsOrder, Consumer<Batch> then) {
		boolean isLater = needsOrder && this.connection.isCluster();
		if (!isLater) {
			then.accept(batch);
		}
		batch.send();
		return isLater ? last.whenComplete((reply, ex) -> this.connection.run(then)) : last;
	}

}
