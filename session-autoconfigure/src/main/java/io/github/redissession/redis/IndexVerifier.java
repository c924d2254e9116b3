package io.github.redissession.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * Verifies changes of the values by which a session is found, and has the indexes
 * repaired if another request has changed them at the same time. Of several writers at
 * least the one whose commands run last notices.
 * <p>
 * {@code save.lua} returns the values that it has replaced; another command of the batch
 * reads, after everything else, which values the session has then.
 */
final class IndexVerifier {

	private static final SaveReply UNKNOWN = new SaveReply(SaveResult.GONE, Map.of());

	private final SessionConnection connection;

	private final RedisSettings settings;

	private final IndexUpkeep upkeep;

	private final IndexRepair repair;

	IndexVerifier(SessionConnection connection, RedisSettings settings) {
		this.connection = connection;
		this.settings = settings;
		this.upkeep = new IndexUpkeep(settings.keys(), settings.indexes());
		this.repair = new IndexRepair(connection, settings);
	}

	/**
	 * Adds what verification needs to the end of a batch; that is nothing if the values
	 * are unchanged. On a cluster the end is when all nodes have answered.
	 */
	void verify(Batch batch, SessionDelta delta, IndexUpdate update, CompletionStage<SaveReply> saved) {
		if (update.isReset()) {
			saved.whenComplete((result, ex) -> update.isListed()
				.thenAccept((listed) -> repair(delta, update, (ex != null) ? UNKNOWN : result)));
			return;
		}
		if (delta.details().isEmpty() || (delta.kind() == SessionDelta.Kind.CREATE && !update.isIndexed())) {
			return;
		}
		List<String> names = delta.details()
			.keySet()
			.stream()
			.filter((name) -> name.startsWith(SessionRecord.INDEX_PREFIX) || name.equals(SessionRecord.PRINCIPAL))
			.toList();
		if (names.isEmpty()) {
			return;
		}
		CompletionStage<Boolean> lasts = !update.isMove() ? CompletableFuture.completedFuture(true)
				: this.connection.isCluster()
						? update.isListed()
							.thenCompose((listed) -> this.connection.send((next) -> lasts(next, delta, names)))
						: lasts(batch, delta, names);
		saved.thenAcceptBoth(lasts, (result, unchanged) -> {
			if (!unchanged || !result.isAsKnown(delta.known())) {
				repair(delta, update, result);
			}
		});
		if (update.isMove()) {
			saved.exceptionally((ex) -> {
				repair(delta, update, UNKNOWN);
				return UNKNOWN;
			});
		}
	}

	/**
	 * Whether the session still has the values of the delta.
	 */
	private CompletionStage<Boolean> lasts(Batch batch, SessionDelta delta, List<String> names) {
		return batch.fields(this.settings.keys().session(delta.id()), names.stream().map(SessionHash::bytes).toList())
			.thenApply((fields) -> IntStream.range(0, names.size())
				.allMatch((i) -> Objects.equals(fields.get(i).map(SessionHash::string).getValueOrElse(null),
						delta.details().get(names.get(i)))));
	}

	/**
	 * Waits until the session is listed as well, so that a caller that learns of the save
	 * can find the session; see {@link #settle}.
	 */
	CompletionStage<SaveResult> settled(SessionDelta delta, IndexUpdate update, CompletionStage<SaveResult> saved) {
		return saved
			.thenCompose((result) -> update.isListed().thenApply((listed) -> settle(delta, update, result, listed)));
	}

	/**
	 * Undoes the announcement of a session that is gone, and has the indexes repaired if
	 * they or the session were not as expected.
	 */
	SaveResult settle(SessionDelta delta, IndexUpdate update, SaveResult result, boolean listed) {
		if (result == SaveResult.GONE) {
			this.connection.run(update::withdraw);
		}
		else if (result == SaveResult.CONFLICT || !listed) {
			repair(delta, update, UNKNOWN);
		}
		return result;
	}

	/**
	 * Has the indexes repaired wherever the session is, was, or was known to be.
	 */
	void repair(SessionDelta delta, IndexUpdate update) {
		repair(delta, update, UNKNOWN);
	}

	private void repair(SessionDelta delta, IndexUpdate update, SaveReply saved) {
		Map<String, String> before = new HashMap<>(delta.known());
		saved.before().forEach((name, value) -> before.compute(name, (same, known) -> value));
		this.repair.repair(update.suspects().and(this.upkeep.membership(delta.id(), before)),
				delta.terms().touchInterval());
	}

}
