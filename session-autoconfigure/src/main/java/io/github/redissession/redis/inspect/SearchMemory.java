package io.github.redissession.redis.inspect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.ProtocolKeyword;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.ServerCommands;

/**
 * What the indexes of Redis Search take, as it says.
 */
final class SearchMemory {

	/** All of an index; older versions tell only its parts. */
	private static final String TOTAL = "total_index_memory_sz_mb";

	private static final Set<String> PARTS = Set.of("inverted_sz_mb", "offset_vectors_sz_mb", "doc_table_size_mb",
			"sortable_values_size_mb", "key_table_size_mb", "tag_overhead_sz_mb", "text_overhead_sz_mb");

	private static final double MB = 1 << 20;

	private final ServerCommands questions;

	private final String prefix;

	/**
	 * Creates it.
	 * @param questions for commands to all servers
	 */
	SearchMemory(ServerCommands questions, SessionKeys keys) {
		this.questions = questions;
		this.prefix = SessionHash.string(keys.session("search:"));
	}

	/**
	 * What each session takes in the indexes of this namespace.
	 * @return 0 without Redis Search
	 */
	CompletionStage<Double> bytesPerSession() {
		return ask("FT._LIST").thenCompose((names) -> {
			List<CompletionStage<Double>> indexes = new ArrayList<>();
			for (Object name : (names != null) ? names : List.of()) {
				String text = text(name);
				if (text.startsWith(this.prefix)) {
					indexes.add(ask("FT.INFO", text)
						.thenApply((info) -> (info != null) ? bytesPerDocument(info) : Double.valueOf(0)));
				}
			}
			return ServerCommands.all(indexes).thenApply((all) -> all.stream().mapToDouble(Double::doubleValue).sum());
		});
	}

	private CompletionStage<@Nullable List<Object>> ask(String command, Object... arguments) {
		return this.questions.ask(new Command(command), () -> new NestedMultiOutput<>(ByteArrayCodec.INSTANCE),
				arguments);
	}

	/**
	 * Reads the answer of FT.INFO.
	 * @param info names and values in turn
	 */
	static double bytesPerDocument(List<?> info) {
		Map<String, Double> numbers = new HashMap<>();
		for (int i = 0; i + 1 < info.size(); i += 2) {
			numbers.put(text(info.get(i)), number(text(info.get(i + 1))));
		}
		double documents = numbers.getOrDefault("num_docs", 0.0);
		double total = numbers.getOrDefault(TOTAL, 0.0);
		double parts = PARTS.stream().mapToDouble((part) -> numbers.getOrDefault(part, 0.0)).sum();
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
	 * A command that Lettuce has no name for.
	 */
	private record Command(String word) implements ProtocolKeyword {

		@Override
		public byte[] getBytes() {
			return this.word.getBytes(StandardCharsets.US_ASCII);
		}

	}

}
