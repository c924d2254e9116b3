package io.github.redissession.health;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.inspect.ServerNode;

/**
 * The result of a check. The factories take a finding in the syntax of
 * {@link String#format}, with its arguments last.
 *
 * @param id which check
 * @param severity how bad it is
 * @param finding what the check found
 * @param advice what to do about it, empty if there is nothing to do
 */
public record CheckResult(String id, Severity severity, String finding, String advice) {

	static final Comparator<CheckResult> BY_SEVERITY = Comparator.comparing(CheckResult::severity);

	static CheckResult ok(String id, String finding, Object... args) {
		return of(id, Severity.OK, "", finding, args);
	}

	static CheckResult info(String id, String advice, String finding, Object... args) {
		return of(id, Severity.INFO, advice, finding, args);
	}

	static CheckResult warning(String id, String advice, String finding, Object... args) {
		return of(id, Severity.WARNING, advice, finding, args);
	}

	static CheckResult critical(String id, String advice, String finding, Object... args) {
		return of(id, Severity.CRITICAL, advice, finding, args);
	}

	private static CheckResult of(String id, Severity severity, String advice, String finding, Object... args) {
		return new CheckResult(id, severity, String.format(Locale.ROOT, finding, args), advice);
	}

	/**
	 * Judges a fact, or reports that it is unknown because the server does not answer a
	 * command.
	 */
	static <T> CheckResult judge(String id, @Nullable T fact, String command, Function<T, CheckResult> check) {
		return (fact != null) ? check.apply(fact)
				: of(id, Severity.UNKNOWN,
						"Allow %s for this user to enable this check, see docs/acl.md".formatted(command),
						"unknown: the server does not answer %s", command);
	}

	/**
	 * Returns the worst result of several servers; it is {@code OK} only if that is known
	 * of all of them.
	 */
	static CheckResult worst(List<ServerNode> nodes, Function<ServerNode, CheckResult> check) {
		List<CheckResult> all = (nodes.isEmpty() ? List.of(ServerNode.UNKNOWN) : nodes).stream().map(check).toList();
		CheckResult worst = Collections.max(all, BY_SEVERITY);
		return worst.isWorthTelling() ? worst : Collections.min(all, BY_SEVERITY);
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
