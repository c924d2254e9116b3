package io.github.redissession.codec;

import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.redissession.security.EncryptingCodec;
import io.github.redissession.security.KeyRing;
import io.github.redissession.spi.AttributeCodec;

/**
 * Measures bytes and CPU time of every format for sessions of about 1, 10 and 100 KB of
 * JSON in one run: {@code java -cp <test class path> …codec.FormatBenchmark}. CPU time is
 * that of this thread, the median of several rounds.
 */
public final class FormatBenchmark {

	private static final int ROUNDS = 15;

	private static final long ROUND_NANOS = 100_000_000;

	private FormatBenchmark() {
	}

	public static void main(String[] args) {
		Cart large = cart(930);
		codecs().values().forEach((codec) -> {
			byte[] bytes = codec.encode("cart", large);
			micros(() -> codec.decode("cart", codec.encode("cart", codec.decode("cart", bytes))));
		});
		System.out.println("| session | format | bytes | encode, us | decode, us |");
		System.out.println("|---|---|---|---|---|");
		for (int lines : new int[] { 9, 92, 930 }) {
			Cart cart = cart(lines);
			int json = codecs().get("json").encode("cart", cart).length;
			codecs().forEach((name, codec) -> measure("%.0f KB".formatted(json / 1024.0), name, codec, cart));
		}
	}

	private static Map<String, AttributeCodec> codecs() {
		CodecSettings settings = CodecSettings.of(List.of(FormatBenchmark.class.getPackageName()),
				FormatBenchmark.class.getClassLoader());
		Map<String, AttributeCodec> codecs = new LinkedHashMap<>();
		for (AttributeFormat format : AttributeFormat.values()) {
			codecs.put(format.name().toLowerCase(java.util.Locale.ROOT),
					new EnvelopeCodec(settings.withFormats(format)));
		}
		EnvelopeCodec deflated = new EnvelopeCodec(settings.withCompressionAbove(512));
		codecs.put("json, deflated", deflated);
		codecs.put("smile, deflated",
				new EnvelopeCodec(settings.withFormats(AttributeFormat.SMILE).withCompressionAbove(512)));
		KeyRing keys = KeyRing.parse(List.of("a:" + Base64.getEncoder().encodeToString(new byte[32])));
		codecs.put("json, encrypted", new EncryptingCodec(codecs.get("json"), keys, "session", false));
		return codecs;
	}

	private static void measure(String session, String name, AttributeCodec codec, Cart cart) {
		byte[] bytes = codec.encode("cart", cart);
		double encode = micros(() -> codec.encode("cart", cart));
		double decode = micros(() -> codec.decode("cart", bytes));
		System.out.printf("| %s | %s | %,d | %.1f | %.1f |%n", session, name, bytes.length, encode, decode);
	}

	private static double micros(Runnable task) {
		double[] rounds = new double[ROUNDS];
		for (int i = 0; i < ROUNDS; i++) {
			int count = 0;
			long start = cpu();
			while (cpu() - start < ROUND_NANOS) {
				task.run();
				count++;
			}
			rounds[i] = (cpu() - start) / 1000.0 / count;
		}
		Arrays.sort(rounds);
		return rounds[ROUNDS / 2];
	}

	private static long cpu() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
	}

	private static Cart cart(int lines) {
		Random random = new Random(1);
		List<Line> items = new ArrayList<>();
		for (int i = 0; i < lines; i++) {
			items.add(new Line("sku-" + random.nextInt(1_000_000), "Article number " + random.nextInt(1000),
					1 + random.nextInt(9), BigDecimal.valueOf(random.nextInt(100_000), 2),
					Instant.ofEpochSecond(1_795_000_000L + random.nextInt(1_000_000))));
		}
		return new Cart("ann", items);
	}

	record Cart(String owner, List<Line> lines) implements Serializable {
	}

	record Line(String sku, String name, int quantity, BigDecimal price, Instant added) implements Serializable {
	}

}
