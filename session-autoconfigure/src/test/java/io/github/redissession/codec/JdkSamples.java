package io.github.redissession.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One value or more of every JDK type that a session can hold, by name.
 */
final class JdkSamples {

	private static final UUID ID = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

	private static final Instant INSTANT = Instant.parse("2026-11-21T10:15:30.123456789Z");

	private JdkSamples() {
	}

	static Map<String, Object> all() {
		Map<String, Object> samples = new LinkedHashMap<>();
		addScalars(samples);
		addTimes(samples);
		addArrays(samples);
		addLists(samples);
		addSets(samples);
		addMaps(samples);
		PlainSamples.addAll(samples);
		return samples;
	}

	private static void addScalars(Map<String, Object> samples) {
		addAll(samples, "String", "", "plain", "\u00fcn\u00efc\u00f6d\u00e9 \ud83d\ude00 \u0000\"\\",
				"lone \ud800 surrogate", "@Long");
		addAll(samples, "Boolean", true, false);
		addAll(samples, "Integer", 0, Integer.MIN_VALUE);
		addAll(samples, "Long", 5L, Long.MAX_VALUE);
		addAll(samples, "Short", (short) 5);
		addAll(samples, "Byte", (byte) -1);
		addAll(samples, "Character", 'x', '\ud800');
		addAll(samples, "Float", 0.1f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE);
		addAll(samples, "Double", 0.1, -0.0, 1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE);
		addAll(samples, "BigDecimal", new BigDecimal("1.50"), new BigDecimal("1E+400"), BigDecimal.ZERO);
		addAll(samples, "BigInteger", BigInteger.TWO.pow(200), BigInteger.ONE.negate());
		addAll(samples, "UUID", ID);
		addAll(samples, "Locale", Locale.GERMANY, Locale.ROOT, Locale.forLanguageTag("zh-Hans-CN"),
				new Locale("no", "NO", "NY"), new Locale("xx", "YY", "odd variant"));
		addAll(samples, "URI", URI.create("https://example.com/a?b=c#d"), URI.create("urn:x"));
		addAll(samples, "URL", url("https://idp.example.com:8443/realm?x=y"));
		addAll(samples, "Currency", Currency.getInstance("EUR"));
		addAll(samples, "TimeZone", TimeZone.getTimeZone("Europe/Berlin"), TimeZone.getTimeZone("GMT+05:30"));
		addAll(samples, "Enum", DayOfWeek.MONDAY, TimeUnit.DAYS, Shop.Color.RED, Shop.Operation.PLUS);
		addAll(samples, "Optional", Optional.empty(), Optional.of(5L), Optional.of(Optional.of("x")));
	}

	private static void addTimes(Map<String, Object> samples) {
		ZoneId zone = ZoneId.of("Europe/Berlin");
		addAll(samples, "Instant", INSTANT, Instant.EPOCH, Instant.MAX);
		addAll(samples, "LocalDate", LocalDate.of(2026, 11, 21), LocalDate.MAX);
		addAll(samples, "LocalTime", LocalTime.of(10, 15), LocalTime.of(10, 15, 30, 1));
		addAll(samples, "LocalDateTime", LocalDateTime.of(2026, 11, 21, 10, 15));
		addAll(samples, "ZonedDateTime", INSTANT.atZone(zone), INSTANT.atZone(ZoneOffset.UTC),
				ZonedDateTime.ofLocal(LocalDateTime.of(2026, 10, 25, 2, 30), zone, ZoneOffset.ofHours(1)));
		addAll(samples, "OffsetDateTime", INSTANT.atOffset(ZoneOffset.ofHours(-3)));
		addAll(samples, "OffsetTime", OffsetTime.of(1, 2, 3, 4, ZoneOffset.ofHours(2)));
		addAll(samples, "Duration", Duration.ofSeconds(-1, 5), Duration.ZERO);
		addAll(samples, "Period", Period.of(1, -2, 3));
		addAll(samples, "Year", Year.of(2026), Year.of(-5), Year.of(Year.MIN_VALUE), Year.of(Year.MAX_VALUE));
		addAll(samples, "YearMonth", YearMonth.of(2026, 11), YearMonth.of(9999, 12), YearMonth.of(10000, 1),
				YearMonth.of(Year.MAX_VALUE, 12), YearMonth.of(-1, 1), YearMonth.of(Year.MIN_VALUE, 1));
		LocalDateTime late = LocalDateTime.of(10000, 1, 2, 3, 4);
		addAll(samples, "late", late.toLocalDate(), late, late.atZone(zone), late.atOffset(ZoneOffset.ofHours(1)),
				OffsetDateTime.MAX, LocalDateTime.MAX);
		addAll(samples, "early", LocalDate.MIN, LocalDateTime.MIN, Instant.MIN, OffsetDateTime.MIN,
				late.withYear(-10000).atZone(zone), new Date(Long.MAX_VALUE));
		addAll(samples, "MonthDay", MonthDay.of(2, 29));
		addAll(samples, "ZoneId", zone, ZoneId.of("UTC"), ZoneOffset.UTC);
		addAll(samples, "Date", new Date(0), new Date(Long.MIN_VALUE));
	}

	private static void addArrays(Map<String, Object> samples) {
		addAll(samples, "array", new byte[] { 0, -1, 1 }, new int[] { 1, 2 }, new long[0], new double[] { Double.NaN },
				new char[] { 'a' }, new boolean[] { true }, new String[] { "a", null }, new Long[] { 1L, null },
				new Object[] { 1L, "x", null, new int[] { 1 } }, new Number[] { 1L, 2f }, new int[][] { { 1 }, {} },
				new float[] { Float.NaN }, new Shop.Item[] { Shop.item() }, new Shop.Color[] { Shop.Color.RED },
				new Instant[] { INSTANT }, new List<?>[] { List.of(1L) },
				new Shop.Animal[] { new Shop.Cat("Tom", 9L) });
	}

	private static void addLists(Map<String, Object> samples) {
		List<Object> mixed = new ArrayList<>(Arrays.asList(1, 2L, null, "x", List.of(INSTANT), Shop.Color.RED));
		addAll(samples, "List.of", List.of(), List.of(1L), List.of(1L, "x"), List.of(1, 2L, 3f));
		addAll(samples, "toList", Stream.of(1L).toList(), Stream.of(1L, null, "x").toList());
		addAll(samples, "unmodifiableList", Collections.unmodifiableList(mixed),
				Collections.unmodifiableList(new LinkedList<>(mixed)));
		addAll(samples, "list", mixed, new ArrayList<>(), new LinkedList<>(mixed), new CopyOnWriteArrayList<>(mixed),
				Arrays.asList("a", null), Arrays.asList(1L, 2f), Collections.emptyList(), Collections.singletonList(5L),
				Collections.singletonList(null));
		addAll(samples, "ArrayDeque", new ArrayDeque<>(List.of(1L, "x")), new ArrayDeque<>());
	}

	private static void addSets(Map<String, Object> samples) {
		List<Object> mixed = List.of(1L, "x", Shop.Color.BLUE, Shop.item(), INSTANT, "y", 7);
		addAll(samples, "Set.of", Set.of(), Set.of(1L), Set.of(1L, "x"), Set.copyOf(mixed));
		addAll(samples, "set", new HashSet<>(mixed), new LinkedHashSet<>(mixed), new TreeSet<>(List.of(3L, 1L)),
				new TreeSet<>(Comparator.<Integer>reverseOrder()), new CopyOnWriteArraySet<>(mixed),
				Collections.emptySet(), Collections.singleton(1L), Collections.unmodifiableSet(new HashSet<>(mixed)));
		TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		names.addAll(List.of("b", "A"));
		addAll(samples, "TreeSet", names);
		ConcurrentSkipListSet<String> shared = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);
		shared.addAll(names);
		ConcurrentSkipListSet<Long> reversed = new ConcurrentSkipListSet<>(Comparator.reverseOrder());
		reversed.addAll(List.of(1L, 2L));
		addAll(samples, "ConcurrentSkipListSet", shared, reversed, new ConcurrentSkipListSet<>(List.of(1L)));
		addAll(samples, "EnumSet", EnumSet.of(Shop.Color.RED), EnumSet.noneOf(Shop.Color.class),
				EnumSet.of(Shop.Operation.PLUS), EnumSet.allOf(DayOfWeek.class));
	}

	private static void addMaps(Map<String, Object> samples) {
		Map<Object, Object> mixed = new LinkedHashMap<>();
		mixed.put("name", 1L);
		mixed.put(5L, "long");
		mixed.put(5, null);
		mixed.put(Shop.Color.RED, INSTANT);
		mixed.put(ID, List.of(1L));
		mixed.put(INSTANT, Shop.item());
		mixed.put(Shop.item(), Map.of(1L, 2L));
		addAll(samples, "Map.of", Map.of(), Map.of("a", 1L), Map.of(1L, "a"), Map.of("a", 1, "b", 2L, "c", 3f),
				Map.of(Shop.item(), 1, 2L, 3));
		Map<Object, Object> withNullKey = new HashMap<>();
		withNullKey.put(null, "null");
		addAll(samples, "map", mixed, new HashMap<>(mixed), withNullKey, new HashMap<>(),
				new HashMap<>(Map.of("@Long", 5, "a", "b")), new TreeMap<>(Map.of(3L, "c", 1L, "a")),
				new ConcurrentHashMap<>(Map.of("a", 1L, "b", List.of())), new ConcurrentHashMap<>(Map.of(1L, 1L)),
				new ConcurrentSkipListMap<>(Map.of("a", 1L)), Collections.unmodifiableMap(mixed),
				Collections.emptyMap(), Collections.singletonMap(1L, null), longKey());
		TreeMap<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(Map.of("Accept", List.of("a"), "b", 2L));
		addAll(samples, "TreeMap", headers, new TreeMap<>(Comparator.reverseOrder()));
		ConcurrentSkipListMap<String, Object> shared = new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);
		shared.putAll(headers);
		ConcurrentSkipListMap<Long, Object> reversed = new ConcurrentSkipListMap<>(Comparator.reverseOrder());
		reversed.putAll(Map.of(1L, "a", 2L, "b"));
		addAll(samples, "ConcurrentSkipListMap", shared, reversed);
		EnumMap<Shop.Operation, Object> operations = new EnumMap<>(Shop.Operation.class);
		operations.put(Shop.Operation.PLUS, 5L);
		addAll(samples, "EnumMap", operations, new EnumMap<>(Shop.Color.class),
				new EnumMap<>(Map.of(Shop.Color.BLUE, "x")));
	}

	private static Map<String, Object> longKey() {
		return new HashMap<>(Map.of("k".repeat(60_000), 1));
	}

	private static URL url(String text) {
		try {
			return URI.create(text).toURL();
		}
		catch (java.net.MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static void addAll(Map<String, Object> samples, String name, Object... values) {
		for (int i = 0; i < values.length; i++) {
			samples.put(name + "-" + i, values[i]);
		}
	}

}
