package io.github.redissession.health;

import java.util.List;

/**
 * Whether others can read or use sessions.
 */
final class SecurityChecks {

	private SecurityChecks() {
	}

	static List<SessionCheck> all() {
		return List.of(SecurityChecks::tls, SecurityChecks::authentication, SecurityChecks::defaultUser,
				SecurityChecks::cookie, SecurityChecks::maxLifetime, SecurityChecks::javaSerialization,
				SecurityChecks::endpoints);
	}

	static CheckResult tls(CheckedFacts facts) {
		String id = "tls";
		if (facts.client().encrypted() || facts.client().local()) {
			return CheckResult.ok(id, facts.client().encrypted() ? "TLS is on" : "Redis is on this machine");
		}
		return CheckResult.warning(id, "sessions cross the network in plain text",
				"Set spring.data.redis.ssl.enabled=true, or redis-session.redis.ssl.enabled=true");
	}

	static CheckResult authentication(CheckedFacts facts) {
		String id = "authentication";
		if (facts.client().authenticated()) {
			return CheckResult.ok(id, "a password is used");
		}
		String finding = "Redis wants no password";
		return facts.client().local() ? CheckResult.info(id, finding + ", and is on this machine", "")
				: CheckResult.warning(id, finding + ": whoever reaches it can read and change sessions",
						"Give the application a user of its own, see docs/acl.md");
	}

	static CheckResult defaultUser(CheckedFacts facts) {
		String id = "default-user";
		String user = facts.server().user();
		if (user == null) {
			return CheckResult.unknown(id, "ACL WHOAMI");
		}
		return !"default".equals(user) ? CheckResult.ok(id, "the user is " + user)
				: CheckResult.info(id, "the application logs in as the default user, who may do everything",
						"Give it a user of its own, see docs/acl.md");
	}

	static CheckResult cookie(CheckedFacts facts) {
		String id = "cookie-secure";
		return switch (facts.configuration().cookie()) {
			case FINE -> CheckResult.ok(id, "nothing speaks against it");
			case INSECURE ->
				CheckResult.warning(id, "the application is reached by TLS, and its session cookie is not Secure",
						"Remove server.servlet.session.cookie.secure=false");
		};
	}

	static CheckResult maxLifetime(CheckedFacts facts) {
		String id = "max-lifetime";
		return facts.configuration().maxLifetime() ? CheckResult.ok(id, "sessions have a maximum lifetime")
				: CheckResult.warning(id,
						"a session that is used often enough never ends, also one whose cookie was stolen",
						"Set redis-session.expiry.max-lifetime or a preset");
	}

	static CheckResult javaSerialization(CheckedFacts facts) {
		String id = "java-serialization";
		return !facts.configuration().javaSerialization() ? CheckResult.ok(id, "off") : CheckResult.warning(id,
				"attributes are written or read by Java serialization: what a class does while it is read is up to that class",
				"Use redis-session.codec.format=json, and remove jdk from redis-session.codec.read-formats when the last old session has ended");
	}

	static CheckResult endpoints(CheckedFacts facts) {
		String id = "endpoints";
		return switch (facts.configuration().endpoints()) {
			case NOT_EXPOSED -> CheckResult.ok(id, "the endpoints of sessions are not exposed over HTTP");
			case PROTECTED -> CheckResult.ok(id, "the endpoints of sessions want authentication");
			case UNKNOWN -> new CheckResult(id, CheckResult.Severity.UNKNOWN,
					"unknown: there is security, and what it allows cannot be told", "");
			case OPEN -> CheckResult.warning(id,
					"anybody can list and end sessions: their endpoints are exposed over HTTP without authentication",
					"Require a role for /actuator/**, or do not expose them");
		};
	}

}
