package io.github.redissession.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
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
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Function;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * A JDK type that is stored as text without loss: Jackson's own formats lose the zone of
 * a {@link ZonedDateTime}, or the scale of a {@link BigDecimal} inside a tree.
 *
 * @param <T> the type
 * @param id the type id
 * @param type the declared class
 * @param actual the class of the values
 * @param maxLength the length of the longest text that is written and read
 * @param write converts a value to text
 * @param read converts text to a value
 */
record TextScalar<T>(String id, Class<T> type, Class<?> actual, int maxLength, Function<T, String> write,
		Function<String, T> read) {

	/** Jackson's limit for a number, because long ones are slow to parse. */
	private static final int MAX_LENGTH = 1000;

	static final int MAX_URL_LENGTH = 100_000;

	static void addAll(SimpleModule module) {
		add(module, BigDecimal.class, BigDecimal::toString, BigDecimal::new);
		add(module, BigInteger.class, BigInteger::toString, BigInteger::new);
		add(module, Instant.class, Instant::toString, Instant::parse);
		add(module, LocalDate.class, LocalDate::toString, LocalDate::parse);
		add(module, LocalTime.class, LocalTime::toString, LocalTime::parse);
		add(module, LocalDateTime.class, LocalDateTime::toString, LocalDateTime::parse);
		add(module, ZonedDateTime.class, ZonedDateTime::toString, ZonedDateTime::parse);
		add(module, OffsetDateTime.class, OffsetDateTime::toString, OffsetDateTime::parse);
		add(module, OffsetTime.class, OffsetTime::toString, OffsetTime::parse);
		add(module, Duration.class, Duration::toString, Duration::parse);
		add(module, Period.class, Period::toString, Period::parse);
		add(module, Year.class, (year) -> Integer.toString(year.getValue()), (text) -> Year.of(Integer.parseInt(text)));
		add(module, YearMonth.class, TextScalar::yearMonth, YearMonth::parse);
		add(module, MonthDay.class, MonthDay::toString, MonthDay::parse);
		add(module, ZoneOffset.class, ZoneOffset::getId, ZoneOffset::of);
		add(module, new TextScalar<>("ZoneId", ZoneId.class, JdkTypes.region(), MAX_LENGTH, ZoneId::getId, ZoneId::of));
		add(module, new TextScalar<>("TimeZone", TimeZone.class, JdkTypes.zoneInfo(), MAX_LENGTH, TimeZone::getID,
				TextScalar::timeZone));
		add(module, UUID.class, UUID::toString, UUID::fromString);
		add(module, Currency.class, Currency::getCurrencyCode, Currency::getInstance);
		add(module, Date.class, (date) -> Instant.ofEpochMilli(date.getTime()).toString(),
				(text) -> new Date(Instant.parse(text).toEpochMilli()));
		add(module, Locale.class, LocaleText::write, LocaleText::read);
		add(module, new TextScalar<>("URI", URI.class, URI.class, MAX_URL_LENGTH, URI::toString, URI::create));
		ValueText.ALL.forEach((scalar) -> add(module, scalar));
		KotlinTypes.addScalars((type, write, read) -> add(module,
				new TextScalar<>(type.getName(), cast(type), type, MAX_LENGTH, write, read)));
	}

	@SuppressWarnings("unchecked")
	private static Class<Object> cast(Class<?> type) {
		return (Class<Object>) type;
	}

	/**
	 * Adds a type that is known only at run time.
	 */
	interface Adder {

		void add(Class<?> type, Function<Object, String> write, Function<String, Object> read);

	}

	private static <T> void add(SimpleModule module, Class<T> type, Function<T, String> write,
			Function<String, T> read) {
		add(module, new TextScalar<>(type.getSimpleName(), type, type, MAX_LENGTH, write, read));
	}

	@SuppressWarnings("unchecked")
	private static <T> void add(SimpleModule module, TextScalar<T> scalar) {
		module.addSerializer(scalar.type(), new TextSerializer<>(scalar));
		module.addDeserializer(scalar.type(), new TextDeserializer<>(scalar));
		module.addDeserializer((Class<T>) scalar.actual(), new TextDeserializer<>(scalar));
	}

	/**
	 * Adds the sign that parsing requires before a year of more than four digits.
	 */
	private static String yearMonth(YearMonth month) {
		return (month.getYear() > 9999) ? "+" + month : month.toString();
	}

	static TimeZone timeZone(String id) {
		TimeZone zone = TimeZone.getTimeZone(id);
		if (!zone.getID().equals(id)) {
			throw new IllegalArgumentException("Unknown time zone");
		}
		return zone;
	}

	/**
	 * Returns the text of a value.
	 * @throws UnfitTypeException if it is too long to be read back
	 */
	@SuppressWarnings("unchecked")
	String text(Object value) {
		String text = this.write.apply((T) value);
		if (text.length() > this.maxLength) {
			throw UnfitTypeException.because(this.type, "is too long to be read back");
		}
		return text;
	}

	/**
	 * Writes the text, if it can be read back.
	 */
	private static final class TextSerializer<T> extends StdScalarSerializer<T> {

		private final TextScalar<T> scalar;

		TextSerializer(TextScalar<T> scalar) {
			super(scalar.type());
			this.scalar = scalar;
		}

		@Override
		public void serialize(T value, JsonGenerator gen, SerializationContext ctxt) {
			StringSerializer.write(this.scalar.text(value), gen);
		}

	}

	/**
	 * Reads the text.
	 */
	private static final class TextDeserializer<T> extends StdScalarDeserializer<T> {

		private final TextScalar<T> scalar;

		TextDeserializer(TextScalar<T> scalar) {
			super(scalar.actual());
			this.scalar = scalar;
		}

		@Override
		@SuppressWarnings("unchecked")
		public T deserialize(JsonParser p, DeserializationContext ctxt) {
			if (!p.hasToken(JsonToken.VALUE_STRING) || p.getStringLength() > this.scalar.maxLength()) {
				return (T) ctxt.handleUnexpectedToken(getValueType(ctxt), p);
			}
			return this.scalar.read().apply(p.getString());
		}

	}

}
