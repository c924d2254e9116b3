package io.github.redissession.codec;

import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;

/**
 * The values of {@code java.sql} as text, each by its instant and not by the time of day
 * in some zone; loaded only if the JDK has the module.
 */
final class SqlText {

	private static final int MAX_LENGTH = 100;

	private SqlText() {
	}

	static void addTo(List<TextScalar<?>> all) {
		all.add(new TextScalar<>("sql.Timestamp", Timestamp.class, Timestamp.class, MAX_LENGTH,
				(stamp) -> Instant.ofEpochSecond(Math.floorDiv(stamp.getTime(), 1000L), stamp.getNanos()).toString(),
				SqlText::timestamp));
		all.add(new TextScalar<>("sql.Date", Date.class, Date.class, MAX_LENGTH,
				(date) -> ValueText.millis(date.getTime()), (text) -> new Date(Instant.parse(text).toEpochMilli())));
		all.add(new TextScalar<>("sql.Time", Time.class, Time.class, MAX_LENGTH,
				(time) -> ValueText.millis(time.getTime()), (text) -> new Time(Instant.parse(text).toEpochMilli())));
	}

	private static Timestamp timestamp(String text) {
		Instant instant = Instant.parse(text);
		Timestamp stamp = new Timestamp(instant.toEpochMilli());
		stamp.setNanos(instant.getNano());
		return stamp;
	}

}
