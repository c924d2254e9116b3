package com.example.shop;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.redissession.UserDevice;

/**
 * A device as the page shows it. The name and the user agent come from the device and may
 * contain anything.
 */
record DeviceRow(UserDevice device) {

	/** Public for the templates. */
	public String time(@Nullable Instant time) {
		return Times.minutes(time);
	}

}
