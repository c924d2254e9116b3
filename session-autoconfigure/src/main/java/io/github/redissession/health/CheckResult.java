package io.github.redissession.health;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.github.redissession.redis.inspect.ServerNode;

/**
 * What a check has found.
 *
 * @param id which check
 * @param severity how bad that is
 * @param finding what was found
 * @param advice what to do about it, empty if nothing has to be done
 */
public record CheckResult(String id, Severity severity, String finding, String advice) {

	static CheckResult ok(String id, String finding) {
		return new CheckResult(id, Severity.OK, finding, "");
	}

	static CheckResult unknown(String id, String command) {
		return new CheckResult(id, Severity.UNKNOWN, "unknown: the server does not answer " + command,
				"Allow this user " + command + " if that is to be checked, see docs/acl.md");
	}

	static CheckResult info(String id, String finding, String advice) {
		return new CheckResult(id, Severity.INFO, finding, advice);
	}

	static CheckResult warning(String id, String finding, String advice) {
		return new CheckResult(id, Severity.WARNING, finding, advice);
	}

	static CheckResult critical(String id, String finding, String advice) {
		return new CheckResult(id, Severity.CRITICAL, finding, advice);
	}

	/**
	 * What is worst of what is found on each of several servers; that all is well is said
	 * only if it is known of all.
	 */
	static CheckResult worst(List<ServerNode> nodes, Function<ServerNode, CheckResult> check) {
		if (nodes.isEmpty()) {
			return check.apply(ServerNode.UNKNOWN);
		}
		List<CheckResult> all = nodes.stream().map(check).toList();
		return all.stream()
			.filter(CheckResult::isWorthTelling)
			.max(Comparator.comparing(CheckResult::severity))
			.or(() -> all.stream().min(Comparator.comparing(CheckResult::severity)))
			.orElseThrow();
	}

	/**
	 * Whether there is something to tell.
	 * @return {@code false} if all is well, or nothing is known
	 */
	public boolean isWorthTelling() {
		return this.severity.compareTo(Severity.OK) > 0;
	}

	/**
	 * How bad something is, the least first.
	 */
	public enum Severity {

		/** The server does not tell, or must not. */
		UNKNOWN,
		/** Nothing to do. */
		OK,
		/** Good to know. */
		INFO,
		/**
		 * Users may be logged out, or sessions be seen by others, if something happens.
		 */
		WARNING,
		/** Users are being logged out, or will be soon. */
		CRITICAL;

		/**
		 * The name in logs and answers.
		 */
		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
