package io.github.redissession.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.KeyValue;

import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * Watches over changes of the values by which a session is found, and has the indexes
 * mended if another request has changed them at the same time. Of several writers at
 * least the one whose commands are done last finds that out.
 * <p>
 * The script that saves a session tells the values that it has replaced; another command
 * of the batch reads, after everything else, what they are then.
 */
final class IndexVerifier {

	private static final SaveReply UNKNOWN = new SaveReply(SaveResult.GONE, Map.of());

	private final SessionConnection commands;

	private final RedisSettings settings;

	private final IndexRepair mender;

	private final IndexUpkeep upkeep;

	IndexVerifier(SessionConnection commands, RedisSettings settings, IndexRepair mender) {
		this.commands = commands;
		this.settings = settings;
		this.mender = mender;
		this.upkeep = new IndexUpkeep(settings.keys(), settings.indexes());
	}

	/**
	 * Adds to the end of a batch what is needed, which is nothing if the session is found
	 * by what it was found by before. On a cluster the end is when all nodes have
	 * answered.
	 */
	void over(Batch batch, SessionDelta delta, IndexUpdate change, CompletionStage<SaveReply> saved) {
		if (change.isReset()) {
			saved.whenComplete((result, ex) -> change.isListed()
				.thenAccept((listed) -> mend(delta, change, (ex != null) ? UNKNOWN : result)));
			return;
		}
		if (delta.details().isEmpty()) {
			return;
		}
		List<String> names = delta.details()
			.keySet()
			.stream()
			.filter((name) -> name.startsWith(SessionRecord.INDEX_PREFIX) || name.equals(SessionRecord.PRINCIPAL))
			.toList();
		if (names.isEmpty() || (delta.kind() == SessionDelta.Kind.CREATE && !change.isIndexed())) {
			return;
		}
		if (!change.isMove()) {
			saved.thenAccept((result) -> {
				if (!result.isAsKnown(delta.known())) {
					mend(delta, change, result);
				}
			});
			return;
		}
		CompletionStage<Boolean> lasts = this.commands.isCluster()
				? change.isListed().thenCompose((listed) -> look(delta, names)) : lasts(batch, delta, names);
		saved.whenComplete((result, ex) -> {
			if (ex != null) {
				mend(delta, change, UNKNOWN);
				return;
			}
			lasts.thenAccept((unchanged) -> {
				if (!unchanged || !result.isAsKnown(delta.known())) {
					mend(delta, change, result);
				}
			});
		});
	}

	private CompletionStage<Boolean> look(SessionDelta delta, List<String> names) {
		Batch batch = this.commands.batch();
		CompletionStage<Boolean> lasts = lasts(batch, delta, names);
		batch.send();
		return lasts;
	}

	/**
	 * Whether the session still has the values that it has got.
	 */
	private CompletionStage<Boolean> lasts(Batch batch, SessionDelta delta, List<String> names) {
		return batch.fields(this.settings.keys().session(delta.id()), names.stream().map(SessionHash::bytes).toList())
			.thenApply((fields) -> {
				boolean lasts = true;
				for (int i = 0; i < names.size(); i++) {
					KeyValue<byte[], byte[]> field = fields.get(i);
					String value = field.hasValue() ? SessionHash.string(field.getValue()) : null;
					lasts &= Objects.equals(value, delta.details().get(names.get(i)));
				}
				return lasts;
			});
	}

	/**
	 * Lists a session that an index has lost.
	 */
	void mend(SessionDelta delta, IndexUpdate change) {
		mend(delta, change, UNKNOWN);
	}

	private void mend(SessionDelta delta, IndexUpdate change, SaveReply saved) {
		List<String> absent = new ArrayList<>();
		Map<String, String> before = new HashMap<>(delta.known());
		saved.before().forEach((name, value) -> {
			if (value != null) {
				before.put(name, value);
			}
			else {
				absent.add(name);
			}
		});
		absent.forEach(before::remove);
		this.mender.mend(delta.id(), change.touched().and(this.upkeep.place(delta.id(), before)),
				delta.terms().touchInterval());
	}

}
