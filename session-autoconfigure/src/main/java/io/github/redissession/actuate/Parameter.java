package io.github.redissession.actuate;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.convert.DurationStyle;

/**
 * A parameter of an endpoint. It arrives as a string, so that the response to an invalid
 * one can say what to write instead.
 *
 * @param name its name
 * @param text its text, {@code null} if it is missing
 */
record Parameter(String name, @Nullable String text) {

	/**
	 * Returns the parameter as a number.
	 * @return the number, {@code null} if the parameter is missing or blank
	 */
	@Nullable Integer number() {
		if (this.text == null || this.text.isBlank()) {
			return null;
		}
		try {
			return Integer.valueOf(this.text.strip());
		}
		catch (NumberFormatException ex) {
			throw bad("'%s' is not a number: write %s=100, and at most %d".formatted(this.text, this.name,
					Integer.MAX_VALUE));
		}
	}

	/**
	 * Returns the text of a required parameter.
	 * @param example what to write, for the error
	 */
	String required(String example) {
		if (this.text == null || this.text.isBlank()) {
			throw bad("'%s' is missing: write %s".formatted(this.name, example));
		}
		return this.text;
	}

	/**
	 * Returns a required parameter as a duration.
	 * @param max the longest duration
	 * @param example what to write, for the error
	 */
	Duration duration(Duration max, String example) {
		String written = required(example).strip();
		Duration duration;
		try {
			duration = DurationStyle.detectAndParse(written);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw bad("'%s' is not a duration: write %s".formatted(written, example));
		}
		if (duration.isNegative() || duration.compareTo(max) > 0) {
			throw bad("'%s' must be from 0s to %ds, but was %s".formatted(this.name, max.toSeconds(), written));
		}
		return duration;
	}

	static InvalidEndpointRequestException bad(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

}
