package io.github.redissession.redis.inspect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.IndexRule;
import io.github.redissession.redis.IndexUpkeep;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.ServerCommands;

/**
 * Lets the server measure the indexes in which some sessions are. A session takes its
 * part of each: that of a user, of a value of a declared attribute, or of numbers. What
 * Redis Search has is told by itself.
 */
final class IndexInspection {

	/** Sessions with very many values need not all be measured. */
	private static final int MOST = 4000;

	private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

	private final ServerCommands questions;

	private final KeyMemory memory;

	private final SessionKeys keys;

	private final IndexRule rule;

	private final SearchMemory search;

	IndexInspection(ServerCommands questions, SessionKeys keys, IndexRule rule, SearchMemory search) {
		this.questions = questions;
		this.memory = new KeyMemory(questions);
		this.keys = keys;
		this.rule = rule;
		this.search = search;
	}

	/**
	 * Measures.
	 * @param names the names of some sessions in the expiry index
	 * @param listed how many sessions there are in all
	 * @param extra see {@link KeyMemory#table}
	 * @return {@code null} if it is forbidden to look
	 */
	CompletionStage<@Nullable IndexSample> measure(List<String> names, long listed, int extra) {
		List<CompletionStage<@Nullable Set<IndexName>>> places = new ArrayList<>();
		names.forEach((name) -> places.add(indexes(name)));
		return ServerCommands.all(places).thenCompose((all) -> {
			if (all.contains(null)) {
				return CompletableFuture.<@Nullable IndexSample>completedFuture(null);
			}
			List<Set<IndexName>> some = atMost(MOST, all);
			List<IndexName> every = some.stream().flatMap(Set::stream).toList();
			return shares(every, Math.max(1, some.size()), extra)
				.thenCombine(values(every, listed, extra),
						(shares, values) -> new IndexSample(shares.bytesPerSession() + values, shares.keysPerSession()))
				.thenCombine(this.search.bytesPerSession(),
						(sample, bytes) -> new IndexSample(sample.bytesPerSession() + bytes, sample.keysPerSession()));
		});
	}

	/**
	 * So many sessions that they are in a certain number of indexes, about.
	 */
	private static List<Set<IndexName>> atMost(int most, List<@Nullable Set<IndexName>> all) {
		List<Set<IndexName>> some = new ArrayList<>();
		int indexes = 0;
		for (Set<IndexName> one : all) {
			if (one != null && indexes < most) {
				some.add(one);
				indexes += one.size();
			}
		}
		return some;
	}

	/**
	 * The indexes in which a session is. Attributes are not read for that.
	 */
	private CompletionStage<@Nullable Set<IndexName>> indexes(String name) {
		byte[] key = this.keys.session(IndexUpkeep.id(name));
		return this.questions.ask(CommandType.HKEYS, () -> new ValueListOutput<>(BYTES), (Object) key)
			.thenCompose((fields) -> {
				if (fields == null) {
					return CompletableFuture.<@Nullable Map<String, String>>completedFuture(null);
				}
				List<byte[]> details = fields.stream()
					.filter((field) -> !SessionHash.string(field).startsWith(SessionHash.ATTRIBUTE_PREFIX))
					.toList();
				return details.isEmpty()
						? CompletableFuture.<@Nullable Map<String, String>>completedFuture(IndexUpkeep.details(name))
						: details(key, details);
			})
			.thenApply((details) -> (details != null) ? this.rule.indexes(details)
				.stream()
				.map((index) -> new IndexName(index.kind(), index.value()))
				.collect(Collectors.toSet()) : null);
	}

	private CompletionStage<@Nullable Map<String, String>> details(byte[] key, List<byte[]> fields) {
		List<Object> arguments = new ArrayList<>(List.of(key));
		fields.forEach((field) -> arguments.add(SessionHash.string(field)));
		return this.questions.ask(CommandType.HMGET, () -> new ValueListOutput<>(BYTES), arguments.toArray())
			.thenApply((values) -> {
				if (values == null) {
					return null;
				}
				Map<String, String> details = new HashMap<>();
				for (int i = 0; i < values.size(); i++) {
					if (values.get(i) != null) {
						details.put(SessionHash.string(fields.get(i)), SessionHash.string(values.get(i)));
					}
				}
				return details;
			});
	}

	/**
	 * What a session takes in the indexes in which it is, of which it has its part.
	 */
	private CompletionStage<IndexSample> shares(Collection<IndexName> every, int sessions, int extra) {
		Map<IndexName, Long> times = every.stream()
			.collect(Collectors.groupingBy((index) -> index, LinkedHashMap::new, Collectors.counting()));
		List<CompletionStage<IndexSample>> shares = new ArrayList<>();
		times.forEach((index, seen) -> shares.add(share(index, (double) seen / sessions, extra)));
		return ServerCommands.all(shares).thenApply(IndexInspection::sum);
	}

	private CompletionStage<IndexSample> share(IndexName index, double seen, int extra) {
		byte[] key = this.keys.index(index);
		CompletionStage<@Nullable Long> sessions = index.isOfNumbers() ? this.memory.members(key)
				: this.memory.membersFromZero(key);
		return this.memory.table(key, extra)
			.thenCombine(sessions, (bytes, number) -> (bytes != null && number != null && number > 0)
					? new IndexSample(seen * bytes / number, seen / number) : new IndexSample(0, 0));
	}

	/**
	 * What a session takes in the lists of the values of attributes.
	 */
	private CompletionStage<Double> values(Collection<IndexName> every, long listed, int extra) {
		List<CompletionStage<Double>> values = new ArrayList<>();
		every.stream()
			.filter(IndexName::isTag)
			.map(IndexName::values)
			.distinct()
			.forEach((index) -> values.add(this.memory.table(this.keys.index(index), extra)
				.thenApply((bytes) -> (bytes != null) ? (double) bytes / Math.max(1, listed) : 0)));
		return ServerCommands.all(values).thenApply((all) -> all.stream().mapToDouble(Double::doubleValue).sum());
	}

	private static IndexSample sum(List<IndexSample> shares) {
		return new IndexSample(shares.stream().mapToDouble(IndexSample::bytesPerSession).sum(),
				shares.stream().mapToDouble(IndexSample::keysPerSession).sum());
	}

}
