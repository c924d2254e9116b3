package io.github.redissession.codec;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.charset.Charset;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BaseJsonNode;

/**
 * The JDK types that a session can contain, each with the short id under which it is
 * stored.
 * <p>
 * The ids are part of the storage format: add new ones, but never change one.
 */
final class JdkTypes {

	private static final Class<?> REGION = ZoneId.of("Europe/Paris").getClass();

	/** Immutable values whose hash is the same each time they are decoded. */
	private static final Set<Class<?>> VALUES = Set.of(String.class, Boolean.class, Integer.class, Long.class,
			Short.class, Byte.class, Character.class, Float.class, Double.class, BigDecimal.class, BigInteger.class,
			Instant.class, LocalDate.class, LocalTime.class, LocalDateTime.class, ZonedDateTime.class,
			OffsetDateTime.class, OffsetTime.class, Duration.class, Period.class, Year.class, YearMonth.class,
			MonthDay.class, ZoneOffset.class, UUID.class, Locale.class, URI.class, Currency.class);

	private static final Set<Class<?>> OTHERS = Set.of(Date.class, Optional.class, DayOfWeek.class, Month.class,
			ChronoUnit.class, TimeUnit.class, RoundingMode.class, ArrayList.class, LinkedList.class, ArrayDeque.class,
			Vector.class, Stack.class, PriorityQueue.class, HashSet.class, LinkedHashSet.class, TreeSet.class,
			HashMap.class, LinkedHashMap.class, TreeMap.class, Hashtable.class, Properties.class,
			ConcurrentHashMap.class, ConcurrentSkipListMap.class, ConcurrentSkipListSet.class,
			ConcurrentLinkedQueue.class, ConcurrentLinkedDeque.class, CopyOnWriteArrayList.class,
			CopyOnWriteArraySet.class, EnumSet.class, EnumMap.class, int.class, long.class, short.class, byte.class,
			char.class, float.class, double.class, boolean.class);

	/** Only as element types of arrays, whose elements state their own types. */
	private static final Set<Class<?>> BOUNDS = Set.of(Object.class, Number.class, Comparable.class, CharSequence.class,
			Collection.class, List.class, Set.class, Map.class, Serializable.class);

	private static final Map<String, Class<?>> BY_ID = new HashMap<>();

	private static final Map<Class<?>, String> BY_TYPE = new HashMap<>();

	private static final Set<String> NAMES = new HashSet<>();

	static {
		Stream.of(VALUES, OTHERS, BOUNDS)
			.flatMap(Collection::stream)
			.forEach((type) -> add(type.getSimpleName(), type));
		add("ZoneId", region());
		add("TimeZone", zoneInfo());
		add(TreeSerializer.ID, BaseJsonNode.class);
		ValueText.ALL.forEach((scalar) -> add(scalar.id(), scalar.actual()));
		ItemForm.ALL.forEach((form) -> add(form.id(), form.type()));
		KotlinTypes.VALUES.forEach((type) -> add(type.getName(), type));
		ContainerKind.ALL.forEach((kind) -> BY_TYPE.putIfAbsent(kind.type(), kind.id()));
		BY_TYPE.keySet().forEach((type) -> NAMES.add(type.getName()));
		NAMES.add(JsonNode.class.getName());
	}

	private JdkTypes() {
	}

	static Class<?> region() {
		return REGION;
	}

	static Class<?> zoneInfo() {
		return TimeZone.getTimeZone("UTC").getClass();
	}

	static boolean isListed(Class<?> type) {
		return BY_TYPE.containsKey(family(type));
	}

	/**
	 * Returns the listed class of which a class of the JDK or of Jackson's trees is one
	 * of several forms.
	 */
	static Class<?> family(Class<?> type) {
		if (TreeKinds.isOfJackson(type)) {
			return BaseJsonNode.class;
		}
		if (EnumSet.class.isAssignableFrom(type)) {
			return type.getName().startsWith("java.") ? EnumSet.class : type;
		}
		return Charset.class.isAssignableFrom(type) && JdkClasses.contains(type) ? Charset.class : type;
	}

	static boolean isListedName(String name) {
		return NAMES.contains(name);
	}

	/**
	 * Returns whether a type is one of the JDK's exceptions, which are stored as their
	 * messages.
	 */
	static boolean isFailure(Class<?> type) {
		return Throwable.class.isAssignableFrom(type) && type.getName().startsWith("java.") && !type.isAnonymousClass();
	}

	static boolean isBound(Class<?> type) {
		return BOUNDS.contains(type);
	}

	static boolean isValue(Class<?> type) {
		return VALUES.contains(type) || isEnum(type) || type == region();
	}

	static boolean isEnum(Class<?> type) {
		return Enum.class.isAssignableFrom(type) && type != Enum.class;
	}

	static @Nullable Class<?> byId(String id) {
		return BY_ID.get(id);
	}

	static @Nullable String idOf(Class<?> type) {
		return BY_TYPE.get(family(type));
	}

	private static void add(String id, Class<?> type) {
		BY_ID.put(id, type);
		BY_TYPE.put(type, id);
	}

}
