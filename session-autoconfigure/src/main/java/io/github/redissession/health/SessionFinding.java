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
public record SessionFinding(String id, Severity severity, String finding, String advice) {

	static SessionFinding ok(String id, String finding) {
		return new SessionFinding(id, Severity.OK, finding, "");
	}

	static SessionFinding unknown(String id, String command) {
		return new SessionFinding(id, Severity.UNKNOWN, "unknown: the server does not answer " + command,
				"Allow this user " + command + " if that is to be checked, see docs/acl.md");
	}

	static SessionFinding info(String id, String finding, String advice) {
		return new SessionFinding(id, Severity.INFO, finding, advice);
	}

	static SessionFinding warning(String id, String finding, String advice) {
		return new SessionFinding(id, Severity.WARNING, finding, advice);
	}

	static SessionFinding critical(String id, String finding, String advice) {
		return new SessionFinding(id, Severity.CRITICAL, finding, advice);
	}

	/**
	 * What is worst of what is found on each of several servers; that all is well is said
	 * only if it is known of all.
	 */
	static SessionFinding worst(List<ServerNode> nodes, Function<ServerNode, SessionFinding> check) {
		if (nodes.isEmpty()) {
			return check.apply(ServerNode.UNKNOWN);
		}
		List<SessionFinding> all = nodes.stream().map(check).toList();
		return all.stream()
			.filter(SessionFinding::isWorthTelling)
			.max(Comparator.comparing(SessionFinding::severity))
			.or(() -> all.stream().min(Comparator.comparing(SessionFinding::severity)))
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
