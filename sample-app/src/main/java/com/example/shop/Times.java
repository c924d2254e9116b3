package com.example.shop;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Shows times as the pages do, in UTC.
 */
final class Times {

	private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.US)
		.withZone(ZoneOffset.UTC);

	private Times() {
	}

	static String minutes(@Nullable Instant time) {
		return (time != null) ? MINUTES.format(time) : "never";
	}

}
