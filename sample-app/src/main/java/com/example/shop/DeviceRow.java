package com.example.shop;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.redissession.UserDevice;

/**
 * A device as the page shows it; the name and the user agent are what the device says,
 * which may be anything.
 */
record DeviceRow(UserDevice device) {

	/** Public for the templates. */
	public String time(@Nullable Instant time) {
		return Times.minutes(time);
	}

}
