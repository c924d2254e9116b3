package io.github.redissession.takeover;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.springframework.session.Session;

/**
 * Attributes of many kinds, as an application with Spring Session has them.
 */
public final class LegacySamples {

	/** By their names. */
	public static final Map<String, Object> VALUES = values();

	private LegacySamples() {
	}

	private static Map<String, Object> values() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("value", "kept");
		values.put("int", 42);
		values.put("long", 1L << 40);
		values.put("double", 1.5);
		values.put("boolean", true);
		values.put("decimal", new BigDecimal("12.50"));
		values.put("instant", Instant.ofEpochSecond(1_700_000_000, 123_456_789));
		values.put("date", LocalDate.of(2026, 12, 1));
		values.put("uuid", new UUID(1, 2));
		values.put("locale", Locale.GERMANY);
		values.put("day", DayOfWeek.MONDAY);
		values.put("bytes", new byte[] { 0, 1, -1 });
		values.put("list", new ArrayList<>(List.of("a", "b")));
		values.put("cart", new HashMap<>(Map.of("tea", new Item("tea", 2))));
		return values;
	}

	/**
	 * Sets all of them.
	 */
	public static void fill(Session session) {
		VALUES.forEach(session::setAttribute);
	}

	/**
	 * A class of the application.
	 *
	 * @param name the name
	 * @param count how many
	 */
	public record Item(String name, int count) implements Serializable {

	}

}
