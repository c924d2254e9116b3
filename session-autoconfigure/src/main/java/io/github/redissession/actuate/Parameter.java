package io.github.redissession.actuate;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.convert.DurationStyle;

/**
 * A parameter of an endpoint. It arrives as a text, so that a bad one can be answered by
 * what to write instead.
 *
 * @param name its name
 * @param text what was written, {@code null} if nothing
 */
record Parameter(String name, @Nullable String text) {

	/**
	 * A number.
	 * @return {@code null} if nothing was written
	 */
	@Nullable Integer number() {
		if (this.text == null || this.text.isBlank()) {
			return null;
		}
		try {
			return Integer.valueOf(this.text.strip());
		}
		catch (NumberFormatException ex) {
			throw bad("'%s' is no number: write %s=100, and %d at most".formatted(this.text, this.name,
					Integer.MAX_VALUE));
		}
	}

	/**
	 * A text that must be there.
	 * @param example what to write if it is not
	 */
	String required(String example) {
		if (this.text == null || this.text.isBlank()) {
			throw bad("'%s' is missing: write %s".formatted(this.name, example));
		}
		return this.text;
	}

	/**
	 * A duration that must be there.
	 * @param max the longest
	 * @param example what to write if it is not
	 */
	Duration duration(Duration max, String example) {
		String written = required(example).strip();
		Duration duration;
		try {
			duration = DurationStyle.detectAndParse(written);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw bad("'%s' is no duration: write %s".formatted(written, example));
		}
		if (duration.isNegative() || duration.compareTo(max) > 0) {
			throw bad("'%s' is %s, and must be from 0s to %ds".formatted(this.name, written, max.toSeconds()));
		}
		return duration;
	}

	static InvalidEndpointRequestException bad(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

}
