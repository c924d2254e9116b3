package com.example.shop;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Formats times for the pages, in UTC.
 */
final class Times {

	private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.US)
		.withZone(ZoneOffset.UTC);

	private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.US)
		.withZone(ZoneOffset.UTC);

	private Times() {
	}

	static String minutes(@Nullable Instant time) {
		return (time != null) ? MINUTES.format(time) : "never";
	}

	static String clock(Instant time) {
		return CLOCK.format(time);
	}

	/** Formats a duration in the largest unit without a remainder: "12 h" or "90 s". */
	static String words(Duration time) {
		long seconds = time.toSeconds();
		if (seconds % 3600 == 0 && seconds > 0) {
			return seconds / 3600 + " h";
		}
		return (seconds % 60 == 0 && seconds > 0) ? seconds / 60 + " min" : seconds + " s";
	}

}
