package io.github.redissession.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.GregorianCalendar;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.redissession.AttributeNotReadableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Plain values are never read in a serialized form that runs code of their own, and no
 * name server is asked.
 */
class ForgedStreamTests {

	private static final EnvelopeCodec CODEC = new EnvelopeCodec(CodecSettings
		.of(List.of(ForgedStreamTests.class.getPackageName()), ForgedStreamTests.class.getClassLoader())
		.withFormats(AttributeFormat.JDK));

	static Stream<Object> forged() throws MalformedURLException {
		PriorityQueue<Object> queue = new PriorityQueue<>(
				(Comparator<Object> & Serializable) (first, second) -> first.hashCode() - second.hashCode());
		queue.addAll(List.of(1, 2));
		return Stream.of(URI.create("http://no-such-host.invalid/").toURL(),
				new HashSet<>(Set.of(URI.create("http://no-such-host.invalid/").toURL())), new AtomicInteger(5),
				Pattern.compile("a", Pattern.CANON_EQ), Pattern.compile("a"), new GregorianCalendar(), queue,
				new StoredPart("Pattern", (Pattern.CANON_EQ) + "/a"), new StoredPart("String", "x"),
				new StoredPart("URL", "ftp://example.com"), new StoredPart("Map.entry", new ArrayList<>()),
				new StoredPart("AtomicInteger", new ArrayList<>()),
				new StoredJson("{\"@java.awt.Point\":{}}".getBytes(StandardCharsets.UTF_8)));
	}

	@ParameterizedTest
	@MethodSource("forged")
	void isRefusedInItsOwnForm(Object value) throws IOException {
		byte[] bytes = stream(value);
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> CODEC.decode("a", bytes));
	}

	private static byte[] stream(Object value) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.write(AttributeFormat.JDK.mark());
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(value);
		}
		return bytes.toByteArray();
	}

	@ParameterizedTest
	@ValueSource(strings = { "no-such-host.invalid/", "/", "", "/300.0.0.1", "/1.2.3", "/1.2.3.4.5", "localhost",
			"/zz000000000000000000000000000001", "/2001" })
	void whatIsNoAddressIsRefusedAndNotLookedUp(String text) {
		byte[] bytes = ("{\"@Inet4Address\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> CODEC.decode("a", bytes));
	}

	@Test
	void anAddressKeepsItsNameAndIsNotLookedUp() throws Exception {
		InetAddress address = InetAddress.getByAddress("no-such-host.invalid", new byte[] { 10, 0, 0, 1 });
		InetAddress unnamed = InetAddress.getByAddress(new byte[] { 10, 0, 0, 1 });
		for (AttributeFormat format : AttributeFormat.values()) {
			EnvelopeCodec codec = new EnvelopeCodec(
					CodecSettings.of(List.of(), getClass().getClassLoader()).withFormats(format));
			assertThat(codec.decode("a", codec.encode("a", address))).hasToString("no-such-host.invalid/10.0.0.1");
			assertThat(codec.decode("a", codec.encode("a", unnamed))).hasToString("/10.0.0.1");
		}
		assertThat(unnamed).hasToString("/10.0.0.1");
	}

}
