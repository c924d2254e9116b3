package io.github.redissession.codec;

import java.time.Instant;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.TimeZone;

/**
 * A calendar as text: its instant, its time zone, the first day of its week, the days
 * that make a first week, whether it is lenient, and when it turns from Julian to
 * Gregorian.
 */
final class CalendarText {

	private static final int PARTS = 6;

	private CalendarText() {
	}

	static void addTo(List<TextScalar<?>> all) {
		ValueText.add(all, GregorianCalendar.class, CalendarText::write, CalendarText::read);
	}

	private static String write(GregorianCalendar original) {
		// Computing the time changes a calendar.
		GregorianCalendar calendar = (GregorianCalendar) original.clone();
		if (calendar.getTimeZone().getClass() != JdkTypes.zoneInfo()) {
			throw UnfitTypeException.because(GregorianCalendar.class,
					"has a time zone of its own; set one with an id, such as TimeZone.getTimeZone(\"Europe/Paris\")");
		}
		return String.join(" ", ValueText.millis(calendar.getTimeInMillis()), calendar.getTimeZone().getID(),
				Integer.toString(calendar.getFirstDayOfWeek()), Integer.toString(calendar.getMinimalDaysInFirstWeek()),
				Boolean.toString(calendar.isLenient()), ValueText.millis(calendar.getGregorianChange().getTime()));
	}

	private static GregorianCalendar read(String text) {
		String[] parts = text.split(" ");
		if (parts.length != PARTS) {
			throw new IllegalArgumentException("Expected a calendar");
		}
		TimeZone zone = TextScalar.timeZone(parts[1]);
		GregorianCalendar calendar = new GregorianCalendar(zone);
		calendar.setGregorianChange(new Date(Instant.parse(parts[5]).toEpochMilli()));
		calendar.setFirstDayOfWeek(Integer.parseInt(parts[2]));
		calendar.setMinimalDaysInFirstWeek(Integer.parseInt(parts[3]));
		calendar.setLenient(Boolean.parseBoolean(parts[4]));
		calendar.setTimeInMillis(Instant.parse(parts[0]).toEpochMilli());
		return calendar;
	}

}
