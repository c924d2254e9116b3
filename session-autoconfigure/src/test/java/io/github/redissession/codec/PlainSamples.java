package io.github.redissession.codec;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TimeZone;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

import javax.security.auth.x500.X500Principal;

import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.ui.ExtendedModelMap;
import org.springframework.ui.ModelMap;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MimeType;
import org.springframework.util.unit.DataSize;

/**
 * Plain values of the JDK and of Spring that are not time, text or a common collection.
 */
final class PlainSamples {

	private PlainSamples() {
	}

	static void addAll(Map<String, Object> samples) {
		addHolders(samples);
		addTexts(samples);
		addTimes(samples);
		addNetwork(samples);
		addContainers(samples);
		addSpring(samples);
		TreeSamples.addTo(samples);
	}

	private static void addHolders(Map<String, Object> samples) {
		LongAdder sum = new LongAdder();
		sum.add(5);
		DoubleAdder total = new DoubleAdder();
		total.add(0.1);
		JdkSamples.addAll(samples, "atomic", new AtomicInteger(-5), new AtomicLong(Long.MAX_VALUE),
				new AtomicBoolean(true), new AtomicReference<>(Shop.item()), new AtomicReference<>(null), sum, total);
		JdkSamples.addAll(samples, "optional", OptionalInt.of(5), OptionalInt.empty(), OptionalLong.of(Long.MIN_VALUE),
				OptionalLong.empty(), OptionalDouble.of(-0.0), OptionalDouble.of(Double.NaN), OptionalDouble.empty());
		JdkSamples.addAll(samples, "entry", new SimpleEntry<>("a", 5L), new SimpleEntry<>(null, null),
				new SimpleImmutableEntry<>(1L, Shop.item()), Map.entry(Shop.Color.RED, List.of(1L)));
	}

	private static void addTexts(Map<String, Object> samples) {
		BitSet bits = new BitSet();
		bits.set(3);
		bits.set(100, 120);
		JdkSamples.addAll(samples, "text", new StringBuilder("a \u00fc \ud83d\ude00 \" lone \ud800"),
				new StringBuffer(), new StringBuilder("x".repeat(5000)),
				Pattern.compile("a/(b)+", Pattern.CASE_INSENSITIVE), bits, new BitSet(), StandardCharsets.UTF_8,
				StandardCharsets.ISO_8859_1, new X500Principal("CN=Duke, OU=Java, O=\"A, B\", C=DE"));
	}

	private static void addTimes(Map<String, Object> samples) {
		Timestamp stamp = new Timestamp(-1);
		stamp.setNanos(123456789);
		JdkSamples.addAll(samples, "sql", stamp, new Timestamp(0), new java.sql.Date(5), new Time(3_600_000));
		GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Europe/Berlin"), Locale.US);
		calendar.setTimeInMillis(1_795_000_000_123L);
		calendar.setLenient(false);
		calendar.setGregorianChange(new Date(0));
		Calendar early = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.GERMANY);
		early.setTimeInMillis(-100_000_000_000_000L);
		JdkSamples.addAll(samples, "calendar", calendar, early);
	}

	private static void addNetwork(Map<String, Object> samples) {
		byte[] six = new byte[16];
		six[0] = 0x20;
		six[15] = 1;
		JdkSamples.addAll(samples, "address", address("db.example.com", new byte[] { 10, 0, 0, -1 }),
				address(null, new byte[] { 127, 0, 0, 1 }), address("six.example.com", six),
				new InetSocketAddress(address(null, six), 80), InetSocketAddress.createUnresolved("no.invalid", 443));
	}

	private static InetAddress address(String name, byte[] bytes) {
		try {
			return InetAddress.getByAddress(name, bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void addContainers(Map<String, Object> samples) {
		Properties properties = new Properties();
		properties.setProperty("a.b", "c");
		Stack<Object> stack = new Stack<>();
		stack.push(5L);
		stack.push("x");
		Set<Object> keys = ConcurrentHashMap.newKeySet();
		keys.addAll(List.of(5L, "a"));
		PriorityQueue<Long> reverse = new PriorityQueue<>(Comparator.reverseOrder());
		reverse.addAll(List.of(3L, 9L, 5L, 7L));
		LinkedHashMap<String, Object> byAccess = new LinkedHashMap<>(16, 0.75f, true);
		byAccess.putAll(new LinkedHashMap<>(Map.of("a", 1L)));
		byAccess.put("b", 2L);
		JdkSamples.addAll(samples, "container", properties, new Hashtable<>(Map.of(5L, "a")), stack,
				new Vector<>(List.of(1L)), keys, new PriorityQueue<>(List.of(5L, 3L, 9L, 1L)), reverse,
				new PriorityQueue<>(Collections.emptyList()), byAccess);
	}

	private static void addSpring(Map<String, Object> samples) {
		LinkedMultiValueMap<String, Object> many = new LinkedMultiValueMap<>();
		many.add("b", 5L);
		many.add("b", "x");
		many.add("a", null);
		HttpHeaders headers = new HttpHeaders();
		headers.add("X-Trace", "1");
		headers.add("x-trace", "2");
		PageRequest page = PageRequest.of(2, 20, Sort.by(Sort.Order.desc("name").ignoreCase().nullsLast()));
		JdkSamples.addAll(samples, "spring", many, headers, page, page.getSort(), Sort.unsorted(), Sort.Order.asc("a"),
				new PageImpl<>(new ArrayList<>(List.of(Shop.item())), page, 100), new PageImpl<>(List.of("a", "b")),
				new SliceImpl<>(List.of(1L), page, true), Pageable.unpaged(Sort.by("a")), DataSize.ofKilobytes(5),
				MediaType.parseMediaType("text/html;charset=UTF-8;q=0.5"), MimeType.valueOf("a/b"),
				new ModelMap("a", 5L), new ExtendedModelMap().addAttribute("b", "x"));
	}

}
