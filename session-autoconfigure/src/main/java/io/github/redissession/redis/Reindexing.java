package io.github.redissession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.index.SessionCatalog.Entry;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.spi.SessionRecord;

/**
 * Lists sessions anew, also those that other requests are just changing.
 */
final class Reindexing {

	private static final RedisScript REINDEX = RedisScript.load(Reindexing.class, "reindex.lua");

	private static final IndexRepair.Touched NOWHERE = new IndexRepair.Touched(Set.of(), Set.of());

	private static final byte[] ABSENT = new byte[0];

	private final SessionConnection commands;

	private final RedisSettings settings;

	private final IndexUpkeep upkeep;

	private final IndexRepair mender;

	private final Duration slack;

	Reindexing(SessionConnection commands, RedisSettings settings, Duration slack) {
		this.slack = slack;
		this.commands = commands;
		this.settings = settings;
		this.upkeep = new IndexUpkeep(settings.keys(), settings.indexes());
		this.mender = new IndexRepair(commands, settings, this.upkeep);
	}

	/**
	 * Writes details, unless one of the attributes has changed from which they follow.
	 */
	CompletionStage<Boolean> reindex(SessionRecord session, Map<String, @Nullable String> details,
			Set<String> attributes) {
		Batch batch = this.commands.batch();
		CompletionStage<Long> written = batch.eval(REINDEX, this.settings.keys().session(session.id()),
				arguments(session, details, attributes), () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));
		batch.send();
		return written.thenCompose((done) -> {
			if (done == 0) {
				return CompletableFuture.completedFuture(false);
			}
			Map<String, String> after = new HashMap<>(session.details());
			details.forEach((name, value) -> {
				if (value != null) {
					after.put(name, value);
				}
				else {
					after.remove(name);
				}
			});
			IndexRepair.Touched touched = IndexRepair.Touched.at(this.upkeep.place(session.id(), session.details()))
				.and(this.upkeep.place(session.id(), after));
			return this.mender.mend(session.id(), touched, this.slack).thenApply((nothing) -> true);
		});
	}

	private static List<byte[]> arguments(SessionRecord session, Map<String, @Nullable String> details,
			Set<String> attributes) {
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(SessionHash.bytes(Integer.toString(attributes.size())));
		attributes.forEach((name) -> {
			arguments.add(SessionHash.bytes(SessionHash.ATTRIBUTE_PREFIX + name));
			arguments.add(session.attributes().getOrDefault(name, ABSENT));
		});
		details.forEach((name, value) -> {
			arguments.add(SessionHash.bytes(name));
			arguments.add((value != null) ? SessionHash.bytes(value) : ABSENT);
		});
		return arguments;
	}

	/**
	 * Puts those sessions back whose entries were removed and who have got the same ones
	 * again in the meantime.
	 */
	CompletionStage<@Nullable Void> putBack(Collection<Entry> removed) {
		CompletionStage<@Nullable Void> all = CompletableFuture.completedStage(null);
		for (String id : removed.stream().map(Entry::id).collect(Collectors.toSet())) {
			all = all.thenCombine(this.mender.mend(id, NOWHERE, this.slack), (one, other) -> null);
		}
		return all;
	}

}
