package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.ServerCommands;

/**
 * Asks the servers about themselves, for those who run the application and never for a
 * request. What an ACL forbids is unknown. Every answer is there within a time limit, or
 * fails; nothing waits on a thread.
 */
public final class ServerInspection {

	/**
	 * Commands of which it is worth knowing whether the server has them: Redis Search,
	 * times to live for single fields, what a near cache needs.
	 */
	public static final List<String> FEATURES = List.of("FT.SEARCH", "HPEXPIRE", "CLIENT");

	private static final List<String> SETTINGS = List.of("save", "appendonly", "notify-keyspace-events", "timeout",
			"tcp-keepalive", "maxclients");

	private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

	private final ServerCommands questions;

	private final SessionKeys keys;

	private final InstantSource clock;

	/**
	 * Creates an inspection.
	 * @param commands the door to Redis
	 * @param settings how sessions are kept
	 * @param patience how long one answer may take
	 */
	public ServerInspection(SessionConnection commands, RedisSettings settings, Duration patience) {
		this.questions = new ServerCommands(commands, patience);
		this.keys = settings.keys();
		this.clock = settings.clock();
	}

	/**
	 * What is known of the servers.
	 * @return the facts; fails if Redis does not answer
	 */
	public CompletionStage<ServerFacts> facts() {
		CompletionStage<Duration> skew = clockSkew();
		return nodes(true).thenCombine(user(), Known::new)
			.thenCombine(features(), Known::features)
			.thenCombine(skew, (known, ahead) -> new ServerFacts(known.nodes, known.user, ahead, known.features));
	}

	/**
	 * What every primary says of itself.
	 * @return the primaries; they are not {@link ServerNode#isKnown known} if that is
	 * forbidden
	 */
	public CompletionStage<List<ServerNode>> nodes() {
		return nodes(false);
	}

	private CompletionStage<List<ServerNode>> nodes(boolean withConfig) {
		return this.questions.nodes().thenCompose((nodes) -> {
			List<CompletionStage<ServerNode>> answers = new ArrayList<>();
			for (StatefulConnection<byte[], byte[]> node : nodes) {
				CompletionStage<ServerNode> info = this.questions
					.ask(node, CommandType.INFO, () -> new ValueOutput<>(BYTES))
					.thenApply((text) -> ServerNode.parse(text(text)));
				answers.add(withConfig ? info.thenCombine(config(node), ServerNode::with) : info);
			}
			return ServerCommands.all(answers);
		});
	}

	/**
	 * How many sessions there are that have not ended.
	 * @return the number, {@code null} if the server does not tell
	 */
	public CompletionStage<@Nullable Long> active() {
		return now().thenCompose((now) -> {
			List<CompletionStage<@Nullable Long>> counts = new ArrayList<>();
			for (int shard = 0; shard < SessionKeys.EXPIRY_SHARDS; shard++) {
				counts.add(this.questions.ask(CommandType.ZCOUNT, () -> new IntegerOutput<>(BYTES),
						this.keys.expiry(shard), "(" + now.toEpochMilli(), "+inf"));
			}
			return ServerCommands.all(counts).thenApply(ServerInspection::sum);
		});
	}

	static @Nullable Long sum(List<@Nullable Long> numbers) {
		long sum = 0;
		for (Long number : numbers) {
			if (number == null) {
				return null;
			}
			sum += number;
		}
		return sum;
	}

	private CompletionStage<Instant> now() {
		return this.questions.ask(CommandType.TIME, () -> new ValueListOutput<>(BYTES))
			.thenApply((time) -> (time != null) ? instant(time) : this.clock.instant());
	}

	private static Instant instant(List<byte[]> time) {
		return Instant.ofEpochSecond(Long.parseLong(SessionHash.string(time.get(0))),
				Long.parseLong(SessionHash.string(time.get(1))) * 1000);
	}

	private CompletionStage<Duration> clockSkew() {
		Instant before = this.clock.instant();
		return now().thenApply((theirs) -> {
			Duration took = Duration.between(before, this.clock.instant());
			Duration ahead = Duration.between(before.plus(took.dividedBy(2)), theirs);
			return (ahead.abs().compareTo(took) <= 0) ? Duration.ZERO : ahead;
		});
	}

	private CompletionStage<@Nullable Map<String, String>> config(StatefulConnection<byte[], byte[]> node) {
		CompletionStage<@Nullable Map<String, String>> all = CompletableFuture.completedFuture(Map.of());
		for (String setting : SETTINGS) {
			all = all.thenCombine(
					this.questions.ask(node, CommandType.CONFIG, () -> new MapOutput<>(BYTES), "GET", setting),
					ServerInspection::merged);
		}
		return all;
	}

	private static @Nullable Map<String, String> merged(@Nullable Map<String, String> known,
			@Nullable Map<byte[], byte[]> one) {
		if (known == null || one == null) {
			return null;
		}
		Map<String, String> merged = new HashMap<>(known);
		one.forEach((name, value) -> merged.put(SessionHash.string(name), SessionHash.string(value)));
		return merged;
	}

	private CompletionStage<@Nullable String> user() {
		return this.questions.ask(CommandType.ACL, () -> new ValueOutput<>(BYTES), "WHOAMI")
			.thenApply(ServerInspection::text);
	}

	private CompletionStage<@Nullable Set<String>> features() {
		List<Object> arguments = new ArrayList<>(List.of("INFO"));
		arguments.addAll(FEATURES);
		return this.questions.ask(CommandType.COMMAND, () -> new NestedMultiOutput<>(BYTES), arguments.toArray())
			.thenApply((descriptions) -> (descriptions != null) ? names(descriptions) : null);
	}

	private static Set<String> names(List<Object> descriptions) {
		Set<String> names = new HashSet<>();
		for (Object description : descriptions) {
			if (description instanceof List<?> parts && !parts.isEmpty() && parts.get(0) instanceof byte[] name) {
				names.add(SessionHash.string(name).toUpperCase(Locale.ROOT));
			}
		}
		return names;
	}

	private static @Nullable String text(byte @Nullable [] bytes) {
		return (bytes != null) ? SessionHash.string(bytes) : null;
	}

	/**
	 * Answers that are there already.
	 */
	private record Known(List<ServerNode> nodes, @Nullable String user, @Nullable Set<String> features) {

		Known(List<ServerNode> nodes, @Nullable String user) {
			this(nodes, user, null);
		}

		Known features(@Nullable Set<String> known) {
			return new Known(this.nodes, this.user, known);
		}

	}

}
