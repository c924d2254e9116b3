package io.github.redissession.redis.inspect;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.ProtocolKeyword;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.ServerCommands;

/**
 * Reads from {@code FT.INFO} how much memory the indexes of Redis Search take, which
 * {@code MEMORY USAGE} cannot measure.
 */
final class SearchMemory {

	/** The whole index; older versions report only its parts. */
	private static final String TOTAL = "total_index_memory_sz_mb";

	private static final String PART = ".*_(sz|size)_mb";

	private static final double MB = 1 << 20;

	private final ServerCommands commands;

	private final String prefix;

	/**
	 * Creates it.
	 * @param commands sends commands to all servers
	 */
	SearchMemory(ServerCommands commands, SessionKeys keys) {
		this.commands = commands;
		this.prefix = SessionHash.string(keys.session("search:"));
	}

	/**
	 * Reads what each session takes in the indexes of this namespace.
	 * @return bytes; 0 without Redis Search
	 */
	CompletionStage<Double> bytesPerSession() {
		return send("FT._LIST")
			.thenCompose((names) -> Stages.all(((names != null) ? names : List.of()).stream()
				.map(SearchMemory::text)
				.filter((name) -> name.startsWith(this.prefix))
				.map((name) -> send("FT.INFO", name))
				.toList()))
			.thenApply((all) -> all.stream()
				.mapToDouble((info) -> bytesPerDocument((info != null) ? info : List.of()))
				.sum());
	}

	private CompletionStage<@Nullable List<Object>> send(String command, Object... arguments) {
		return this.commands.ask(new Keyword(command), () -> new NestedMultiOutput<>(ByteArrayCodec.INSTANCE),
				arguments);
	}

	/**
	 * Reads the reply of {@code FT.INFO}.
	 * @param info names and values in turn
	 */
	static double bytesPerDocument(List<?> info) {
		Map<String, Double> numbers = new HashMap<>();
		for (int i = 0; i + 1 < info.size(); i += 2) {
			numbers.put(text(info.get(i)), number(text(info.get(i + 1))));
		}
		double documents = numbers.getOrDefault("num_docs", 0.0);
		double total = numbers.getOrDefault(TOTAL, 0.0);
		numbers.keySet().removeIf((name) -> !name.matches(PART));
		double parts = numbers.values().stream().mapToDouble(Double::doubleValue).sum();
		return (documents > 0) ? ((total > 0) ? total : parts) * MB / documents : 0;
	}

	private static String text(@Nullable Object value) {
		return (value instanceof byte[] bytes) ? SessionHash.string(bytes) : String.valueOf(value);
	}

	private static double number(String text) {
		try {
			double number = Double.parseDouble(text);
			return Double.isFinite(number) ? number : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	/**
	 * The name of a command that Lettuce has no type for.
	 */
	private record Keyword(String word) implements ProtocolKeyword {

		@Override
		public byte[] getBytes() {
			return this.word.getBytes(StandardCharsets.US_ASCII);
		}

	}

}
