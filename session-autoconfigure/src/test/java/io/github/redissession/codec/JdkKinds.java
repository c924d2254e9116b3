package io.github.redissession.codec;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Values of the JDK other than collections and maps.
 */
final class JdkKinds {

	private static final Instant INSTANT = Instant.parse("2026-11-21T10:15:30.123456789Z");

	private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

	private JdkKinds() {
	}

	static void addTo(ValueKinds all) {
		addText(all.group("Text, numbers and other plain values"));
		addTimes(all.group("Dates and times"));
		addArrays(all.group("Arrays"));
		addOthers(all.group("Other classes of the JDK"));
	}

	private static void addText(ValueKinds all) {
		Map<String, Object> samples = JdkSamples.all();
		all.add("`String`", "text")
			.add("`String` with characters beyond the BMP", "\ud83d\ude00")
			.add("`String` with half a surrogate pair", "\ud800")
			.add("`Boolean`", true)
			.add("`Byte`", (byte) 1)
			.add("`Short`", (short) 1)
			.add("`Integer`", 1)
			.add("`Long`", 1L)
			.add("`Character`", 'x')
			.add("`Float`", 0.1f)
			.add("`Float.NaN`", Float.NaN)
			.add("`Double`", 0.1)
			.add("`-0.0`", -0.0)
			.add("`Double.POSITIVE_INFINITY`", Double.POSITIVE_INFINITY)
			.add("`BigDecimal`, with its scale", new BigDecimal("1.50"))
			.add("`BigInteger`", BigInteger.TWO.pow(200))
			.refused("`BigInteger` of more than 1000 digits", BigInteger.TEN.pow(2000), BigInteger.TEN.pow(900))
			.add("`StringBuilder`", new StringBuilder("text"))
			.add("`StringBuffer`", new StringBuffer("text"))
			.add("`AtomicInteger`", samples.get("atomic-0"))
			.add("`AtomicLong`", samples.get("atomic-1"))
			.add("`AtomicBoolean`", samples.get("atomic-2"))
			.add("`AtomicReference`", samples.get("atomic-3"))
			.add("`LongAdder`", samples.get("atomic-5"))
			.add("`DoubleAdder`", samples.get("atomic-6"))
			.refused("`AtomicIntegerArray`", new AtomicIntegerArray(new int[] { 1 }), new int[] { 1 })
			.add("`UUID`", UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"))
			.add("`Locale`", Locale.GERMANY)
			.add("`Currency`", Currency.getInstance("EUR"))
			.add("`Charset`", StandardCharsets.UTF_8)
			.add("`BitSet`", BitSet.valueOf(new long[] { 5L }))
			.add("`Pattern`", Pattern.compile("a+", Pattern.CASE_INSENSITIVE))
			.refused("`Pattern` with `CANON_EQ`", Pattern.compile("a", Pattern.CANON_EQ), "a")
			.add("`Optional`", Optional.of(5L))
			.add("`Optional.empty()`", Optional.empty())
			.add("`OptionalInt`", samples.get("optional-0"))
			.add("`OptionalLong`", samples.get("optional-2"))
			.add("`OptionalDouble`", samples.get("optional-4"))
			.add("`URI`", URI.create("https://example.com/a?b=c"))
			.add("`URL` of the web", samples.get("URL-0"))
			.refused("`URL` of a file", url("file:/tmp/a"), URI.create("file:/tmp/a"))
			.add("`Inet4Address`", samples.get("address-0"))
			.add("`Inet6Address`", samples.get("address-2"))
			.add("`InetSocketAddress`", samples.get("address-3"))
			.add("`InetSocketAddress`, unresolved", InetSocketAddress.createUnresolved("example.com", 80))
			.add("`X500Principal`", samples.get("text-8"))
			.add("`enum` of the JDK: `TimeUnit`", TimeUnit.DAYS)
			.refused("`enum` of the JDK: `Thread.State`", Thread.State.NEW, Thread.State.NEW.name());
	}

	private static Object url(String text) {
		try {
			return URI.create(text).toURL();
		}
		catch (java.net.MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void addTimes(ValueKinds all) {
		all.add("`Instant`, to the nanosecond", INSTANT)
			.add("`Instant.MAX`", Instant.MAX)
			.add("`LocalDate`", LocalDate.of(2026, 11, 21))
			.add("`LocalTime`", LocalTime.of(10, 15))
			.add("`LocalDateTime`", LocalDateTime.of(2026, 11, 21, 10, 15))
			.add("`ZonedDateTime`, with its zone", INSTANT.atZone(ZONE))
			.add("`ZonedDateTime` in the hour that comes twice",
					ZonedDateTime.ofLocal(LocalDateTime.of(2026, 10, 25, 2, 30), ZONE, ZoneOffset.ofHours(1)))
			.add("`OffsetDateTime`", INSTANT.atOffset(ZoneOffset.ofHours(2)))
			.add("`OffsetTime`", OffsetTime.of(1, 2, 3, 4, ZoneOffset.UTC))
			.add("`OffsetDateTime.MAX`", OffsetDateTime.MAX)
			.add("`Duration`", Duration.ofSeconds(-1, 5))
			.add("`Period`", Period.of(1, -2, 3))
			.add("`Year`", Year.of(2026))
			.add("`YearMonth`", YearMonth.of(2026, 11))
			.add("`MonthDay`", MonthDay.of(2, 29))
			.add("`DayOfWeek`", DayOfWeek.MONDAY)
			.add("`Month`", Month.MAY)
			.add("`ChronoUnit`", ChronoUnit.DAYS)
			.add("`ZoneId`", ZONE)
			.add("`ZoneOffset`", ZoneOffset.ofHours(1))
			.add("`java.util.Date`", new Date(5))
			.add("`java.sql.Timestamp`, to the nanosecond", JdkSamples.all().get("sql-0"))
			.add("`java.sql.Date`", new java.sql.Date(5))
			.add("`java.sql.Time`", new java.sql.Time(5))
			.add("`GregorianCalendar`", JdkSamples.all().get("calendar-0"))
			.refused("`GregorianCalendar` with a `SimpleTimeZone`", new GregorianCalendar(new SimpleTimeZone(5, "own")),
					new GregorianCalendar(TimeZone.getTimeZone("Europe/Paris")))
			.add("`TimeZone`", TimeZone.getTimeZone("Europe/Berlin"))
			.refused("`SimpleTimeZone`", new SimpleTimeZone(5, "own"), TimeZone.getTimeZone("Europe/Paris"))
			.refused("`Calendar` of another chronology",
					new Calendar.Builder().setCalendarType("buddhist").setInstant(0).build(), new Date(0))
			.refused("`JapaneseDate`", JapaneseDate.of(2026, 11, 21), LocalDate.of(2026, 11, 21))
			.refused("`Clock`", Clock.systemUTC(), "UTC");
	}

	private static void addArrays(ValueKinds all) {
		all.add("`byte[]`", new byte[] { 0, -1 })
			.add("`short[]`", new short[] { 1 })
			.add("`int[]`", new int[] { 1 })
			.add("`long[]`", new long[] { 1 })
			.add("`char[]`", new char[] { 'a' })
			.add("`float[]`", new float[] { Float.NaN })
			.add("`double[]`", new double[] { 0.1 })
			.add("`boolean[]`", new boolean[] { true })
			.add("`String[]`, with `null`", new String[] { "a", null })
			.add("`Long[]`", new Long[] { 1L })
			.add("`Number[]` of several classes", new Number[] { 1L, 2f })
			.add("`Object[]` of several classes", new Object[] { 1L, "x", null, new int[] { 1 } })
			.add("`int[][]`", new int[][] { { 1 }, {} })
			.add("`LocalDate[]`", new LocalDate[] { LocalDate.EPOCH })
			.add("`List<?>[]`", new List<?>[] { List.of(1L) })
			.add("array of records", new Shop.Item[] { Shop.item() })
			.add("array of enums", new Shop.Color[] { Shop.Color.RED })
			.add("array of an interface", new Shop.Animal[] { new Shop.Cat("Tom", 9L) })
			.refused("array of five dimensions", new int[1][1][1][1][1],
					new ArrayList<>(List.of(new ArrayList<>(List.of(0)))));
	}

	private static void addOthers(ValueKinds all) {
		all.refused("`Object`", new Object(), "text")
			.refused("`Class`", String.class, String.class.getName())
			.refused("`File`", new File("/tmp/a"), "/tmp/a")
			.refused("`Path`", Path.of("/tmp/a"), "/tmp/a")
			.refused("`InputStream`", new ByteArrayInputStream(new byte[] { 1 }), new byte[] { 1 })
			.refused("`Thread`", Thread.currentThread(), "main")
			.refused("`ThreadLocal`", new ThreadLocal<>(), "content")
			.refused("`CompletableFuture`", CompletableFuture.completedFuture(5L), 5L)
			.add("`ReentrantLock`", new ReentrantLock())
			.add("`Semaphore`", new Semaphore(1))
			.refused("`Random`", new Random(5), 5L)
			.refused("`Iterator`", List.of(1).iterator(), List.of(1))
			.refused("`Stream`", List.of(1).stream(), List.of(1));
	}

}
