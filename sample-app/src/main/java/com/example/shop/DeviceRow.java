package com.example.shop;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.github.redissession.user.UserDevice;
import org.jspecify.annotations.Nullable;

/**
 * A device as the page shows it; the name and the user agent are what the device says,
 * which may be anything.
 */
record DeviceRow(UserDevice device) {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.US)
		.withZone(ZoneOffset.UTC);

	/** Public for the templates. */
	public String time(@Nullable Instant time) {
		return (time != null) ? TIME.format(time) : "never";
	}

}
