package io.github.redissession.codec;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Base64;
import java.util.BitSet;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.regex.Pattern;

import javax.security.auth.x500.X500Principal;

import org.springframework.util.ClassUtils;
import org.springframework.util.MimeType;
import org.springframework.util.unit.DataSize;

/**
 * Plain values of the JDK whose Java serialization is not used: their text is stored in
 * every format, with the same id.
 */
final class ValueText {

	/** Larger values are rejected anyway. */
	private static final int ANY_LENGTH = EnvelopeCodec.MAX_BYTES;

	private static final int MAX_NUMBER = 100;

	static final List<TextScalar<?>> ALL = all();

	private ValueText() {
	}

	private static List<TextScalar<?>> all() {
		List<TextScalar<?>> all = new ArrayList<>();
		add(all, AtomicInteger.class, AtomicInteger::toString, (text) -> new AtomicInteger(Integer.parseInt(text)));
		add(all, AtomicLong.class, AtomicLong::toString, (text) -> new AtomicLong(Long.parseLong(text)));
		add(all, AtomicBoolean.class, AtomicBoolean::toString, (text) -> new AtomicBoolean(truth(text)));
		add(all, LongAdder.class, LongAdder::toString, ValueText::longAdder);
		add(all, DoubleAdder.class, DoubleAdder::toString, ValueText::doubleAdder);
		addOptionals(all);
		add(all, StringBuilder.class, ANY_LENGTH, StringBuilder::toString, StringBuilder::new);
		add(all, StringBuffer.class, ANY_LENGTH, StringBuffer::toString, StringBuffer::new);
		add(all, BitSet.class, ANY_LENGTH, (bits) -> Base64.getEncoder().encodeToString(bits.toByteArray()),
				(text) -> BitSet.valueOf(Base64.getDecoder().decode(text)));
		add(all, Pattern.class, TextScalar.MAX_URL_LENGTH, ValueText::pattern, ValueText::pattern);
		add(all, X500Principal.class, TextScalar.MAX_URL_LENGTH,
				(principal) -> Base64.getEncoder().encodeToString(principal.getEncoded()),
				(text) -> new X500Principal(Base64.getDecoder().decode(text)));
		all.add(new TextScalar<>("Charset", Charset.class, Charset.class, MAX_NUMBER, Charset::name, Charset::forName));
		add(all, DataSize.class, (size) -> Long.toString(size.toBytes()),
				(text) -> DataSize.ofBytes(Long.parseLong(text)));
		add(all, MimeType.class, TextScalar.MAX_URL_LENGTH, MimeType::toString, MimeType::valueOf);
		if (ClassUtils.isPresent("org.springframework.http.MediaType", ValueText.class.getClassLoader())) {
			WebForms.addTextTo(all);
		}
		CalendarText.addTo(all);
		AddressText.addTo(all);
		all.add(new TextScalar<>("URL", java.net.URL.class, java.net.URL.class, TextScalar.MAX_URL_LENGTH,
				QuietUrl::write, QuietUrl::parse));
		if (ClassUtils.isPresent("java.sql.Timestamp", ValueText.class.getClassLoader())) {
			SqlText.addTo(all);
		}
		return List.copyOf(all);
	}

	private static void addOptionals(List<TextScalar<?>> all) {
		add(all, OptionalInt.class, (value) -> value.isPresent() ? Integer.toString(value.getAsInt()) : "",
				(text) -> text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text)));
		add(all, OptionalLong.class, (value) -> value.isPresent() ? Long.toString(value.getAsLong()) : "",
				(text) -> text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text)));
		add(all, OptionalDouble.class, (value) -> value.isPresent() ? Double.toString(value.getAsDouble()) : "",
				(text) -> text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text)));
	}

	static <T> void add(List<TextScalar<?>> all, Class<T> type, Function<T, String> write, Function<String, T> read) {
		add(all, type, MAX_NUMBER, write, read);
	}

	private static <T> void add(List<TextScalar<?>> all, Class<T> type, int maxLength, Function<T, String> write,
			Function<String, T> read) {
		all.add(new TextScalar<>(type.getSimpleName(), type, type, maxLength, write, read));
	}

	private static boolean truth(String text) {
		if (!text.equals("true") && !text.equals("false")) {
			throw new IllegalArgumentException("Expected true or false");
		}
		return text.equals("true");
	}

	private static LongAdder longAdder(String text) {
		LongAdder adder = new LongAdder();
		adder.add(Long.parseLong(text));
		return adder;
	}

	private static DoubleAdder doubleAdder(String text) {
		DoubleAdder adder = new DoubleAdder();
		adder.add(Double.parseDouble(text));
		return adder;
	}

	private static String pattern(Pattern pattern) {
		requireCheap(pattern.flags());
		return pattern.flags() + "/" + pattern.pattern();
	}

	private static Pattern pattern(String text) {
		int slash = text.indexOf('/');
		int flags = Integer.parseInt(text.substring(0, slash));
		requireCheap(flags);
		return Pattern.compile(text.substring(slash + 1), flags);
	}

	/**
	 * Canonical equivalence takes a time to compile that grows with the factorial of the
	 * number of accents.
	 */
	private static void requireCheap(int flags) {
		if ((flags & Pattern.CANON_EQ) != 0) {
			throw UnfitTypeException.because(Pattern.class,
					"with the flag CANON_EQ is not stored; store its text and compile it where it is used");
		}
	}

	/**
	 * Returns the text of an instant in milliseconds.
	 */
	static String millis(long time) {
		return Instant.ofEpochMilli(time).toString();
	}

}
