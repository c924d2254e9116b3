package io.github.redissession.health;

import java.util.Locale;

/**
 * The result of a check.
 *
 * @param id which check
 * @param severity how bad it is
 * @param finding what the check found
 * @param advice what to do about it, empty if there is nothing to do
 */
public record CheckResult(String id, Severity severity, String finding, String advice) {

	CheckResult(String id, Finding finding) {
		this(id, finding.severity(), finding.text(), finding.advice());
	}

	/**
	 * Returns whether there is something to report.
	 * @return {@code false} if all is well, or nothing is known
	 */
	public boolean isWorthTelling() {
		return this.severity.compareTo(Severity.OK) > 0;
	}

	/**
	 * How bad something is, the least first.
	 */
	public enum Severity {

		/** The server does not disclose it, or must not. */
		UNKNOWN,
		/** There is nothing to do. */
		OK,
		/** It is good to know. */
		INFO,
		/**
		 * If something happens, users may be logged out, or their sessions be seen by
		 * others.
		 */
		WARNING,
		/** Users are being logged out, or will be soon. */
		CRITICAL;

		/**
		 * Returns the name in logs and responses.
		 */
		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
