package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.ServerCommands;
import io.github.redissession.redis.client.SessionConnection;

/**
 * Queries the servers about themselves, for operators and never for a request. What an
 * ACL forbids is unknown. Every reply arrives within a timeout, or the query fails; no
 * thread is blocked.
 */
public final class ServerInspection {

	/**
	 * Commands that tell which features the server has: Redis Search, times to live of
	 * single fields, and tracking for the near cache.
	 */
	public static final List<String> FEATURES = List.of("FT.SEARCH", "HPEXPIRE", "CLIENT");

	private static final List<String> SETTINGS = List.of("save", "appendonly", "notify-keyspace-events", "timeout",
			"tcp-keepalive", "maxclients");

	private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

	private final ServerCommands commands;

	private final SessionKeys keys;

	private final InstantSource clock;

	/**
	 * Creates an inspection.
	 * @param connection the connection to Redis
	 * @param settings how sessions are stored
	 * @param timeout how long one reply may take
	 */
	public ServerInspection(SessionConnection connection, RedisSettings settings, Duration timeout) {
		this.commands = new ServerCommands(connection, timeout);
		this.keys = settings.keys();
		this.clock = settings.clock();
	}

	/**
	 * Queries everything that is known of the servers.
	 * @return the facts; fails if Redis does not reply in time
	 */
	public CompletionStage<ServerFacts> facts() {
		CompletionStage<Duration> skew = clockSkew();
		CompletionStage<@Nullable String> user = user();
		CompletionStage<@Nullable Set<String>> features = features();
		return nodes(true).thenCompose((nodes) -> user.thenCompose((name) -> features.thenCombine(skew,
				(commands, ahead) -> new ServerFacts(nodes, name, ahead, commands))));
	}

	/**
	 * Queries {@code INFO} of every primary.
	 * @return the primaries; they are not {@link ServerNode#isKnown known} if an ACL
	 * forbids it
	 */
	public CompletionStage<List<ServerNode>> nodes() {
		return nodes(false);
	}

	private CompletionStage<List<ServerNode>> nodes(boolean withConfig) {
		return this.commands.nodes().thenCompose((nodes) -> Stages.all(nodes.stream().map((node) -> {
			CompletionStage<ServerNode> info = this.commands.ask(node, CommandType.INFO, () -> new ValueOutput<>(BYTES))
				.thenApply((text) -> ServerNode.parse(text(text)));
			return withConfig ? info.thenCombine(config(node), ServerNode::with) : info;
		}).toList()));
	}

	/**
	 * Counts the sessions that have not ended.
	 * @return the number, {@code null} if an ACL forbids it
	 */
	public CompletionStage<@Nullable Long> active() {
		return now()
			.thenCompose((now) -> Stages.all(IntStream.range(0, SessionKeys.EXPIRY_SHARDS)
				.mapToObj((shard) -> this.commands.ask(CommandType.ZCOUNT, () -> new IntegerOutput<>(BYTES),
						this.keys.expiry(shard), "(" + now.toEpochMilli(), "+inf"))
				.toList()))
			.thenApply((counts) -> counts.contains(null) ? null : counts.stream().mapToLong(Long::longValue).sum());
	}

	private CompletionStage<Instant> now() {
		return this.commands.ask(CommandType.TIME, () -> new ValueListOutput<>(BYTES))
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
		return Stages
			.all(SETTINGS.stream()
				.map((setting) -> this.commands.ask(node, CommandType.CONFIG, () -> new MapOutput<>(BYTES), "GET",
						setting))
				.toList())
			.thenApply((settings) -> settings.contains(null) ? null
					: settings.stream()
						.flatMap((setting) -> setting.entrySet().stream())
						.collect(Collectors.toMap((one) -> SessionHash.string(one.getKey()),
								(one) -> SessionHash.string(one.getValue()))));
	}

	private CompletionStage<@Nullable String> user() {
		return this.commands.ask(CommandType.ACL, () -> new ValueOutput<>(BYTES), "WHOAMI")
			.thenApply(ServerInspection::text);
	}

	private CompletionStage<@Nullable Set<String>> features() {
		List<Object> arguments = new ArrayList<>(List.of("INFO"));
		arguments.addAll(FEATURES);
		return this.commands.ask(CommandType.COMMAND, () -> new NestedMultiOutput<>(BYTES), arguments.toArray())
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

}
