package io.github.redissession.health;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.health.CheckResult.Severity;
import io.github.redissession.redis.inspect.ServerNode;

/**
 * What a check found. The factories take the text in the syntax of {@link String#format},
 * with its arguments last.
 *
 * @param severity how bad it is
 * @param text the finding
 * @param advice what to do about it, empty if there is nothing to do
 */
record Finding(Severity severity, String text, String advice) {

	private static final Comparator<Finding> BY_SEVERITY = Comparator.comparing(Finding::severity);

	static Finding ok(String text, Object... args) {
		return of(Severity.OK, "", text, args);
	}

	static Finding info(String advice, String text, Object... args) {
		return of(Severity.INFO, advice, text, args);
	}

	static Finding warning(String advice, String text, Object... args) {
		return of(Severity.WARNING, advice, text, args);
	}

	static Finding critical(String advice, String text, Object... args) {
		return of(Severity.CRITICAL, advice, text, args);
	}

	private static Finding of(Severity severity, String advice, String text, Object... args) {
		return new Finding(severity, String.format(Locale.ROOT, text, args), advice);
	}

	/**
	 * Judges a fact, or reports that it is unknown because the server does not answer a
	 * command.
	 */
	static <T> Finding judge(@Nullable T fact, String command, Function<T, Finding> check) {
		return (fact != null) ? check.apply(fact)
				: of(Severity.UNKNOWN,
						"Allow %s for this user to enable this check, see docs/acl.md".formatted(command),
						"unknown: the server does not answer %s", command);
	}

	/**
	 * Returns the worst finding of several servers; it is {@code OK} only if that is
	 * known of all of them.
	 */
	static Finding worst(List<ServerNode> nodes, Function<ServerNode, Finding> check) {
		List<Finding> all = (nodes.isEmpty() ? List.of(ServerNode.UNKNOWN) : nodes).stream().map(check).toList();
		Finding worst = Collections.max(all, BY_SEVERITY);
		return (worst.severity.compareTo(Severity.OK) > 0) ? worst : Collections.min(all, BY_SEVERITY);
	}

}
