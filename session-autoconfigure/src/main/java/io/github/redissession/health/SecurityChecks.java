package io.github.redissession.health;

/**
 * Checks whether others can read or use sessions.
 */
final class SecurityChecks {

	private static final String OWN_USER = "Give the application a Redis user of its own, see docs/acl.md";

	private SecurityChecks() {
	}

	static CheckResult tls(CheckedFacts facts) {
		String id = "tls";
		return facts.client().encrypted() ? CheckResult.ok(id, "TLS is on")
				: facts.client().local() ? CheckResult.ok(id, "Redis is on this machine") : CheckResult.warning(id,
						"Set spring.data.redis.ssl.enabled=true, or redis-session.redis.ssl.enabled=true if sessions have a Redis of their own",
						"sessions cross the network in plain text");
	}

	static CheckResult authentication(CheckedFacts facts) {
		String id = "authentication";
		return facts.client().authenticated() ? CheckResult.ok(id, "a password is used")
				: facts.client().local()
						? CheckResult.info(id, "", "Redis requires no password, and is on this machine")
						: CheckResult.warning(id, OWN_USER,
								"Redis requires no password: anyone who reaches it can read and change sessions");
	}

	static CheckResult defaultUser(CheckedFacts facts) {
		String id = "default-user";
		return CheckResult.judge(id, facts.server().user(), "ACL WHOAMI",
				(user) -> !"default".equals(user) ? CheckResult.ok(id, "the user is %s", user) : CheckResult.info(id,
						OWN_USER, "the application logs in as the default user, which may do everything"));
	}

	static CheckResult cookie(CheckedFacts facts) {
		String id = "cookie-secure";
		return !facts.configuration().insecureCookie()
				? CheckResult.ok(id, "the session cookie is Secure wherever the application is known to use TLS")
				: CheckResult.warning(id,
						"Remove server.servlet.session.cookie.secure=false or server.reactive.session.cookie.secure=false",
						"the application is reached over TLS, but its session cookie is not Secure");
	}

	static CheckResult maxLifetime(CheckedFacts facts) {
		String id = "max-lifetime";
		return facts.configuration().maxLifetime() ? CheckResult.ok(id, "sessions have a maximum lifetime")
				: CheckResult.warning(id, "Set redis-session.expiry.max-lifetime or redis-session.expiry.preset",
						"a session that is used often enough never ends, even if its cookie was stolen");
	}

	static CheckResult javaSerialization(CheckedFacts facts) {
		String id = "java-serialization";
		return !facts.configuration().javaSerialization() ? CheckResult.ok(id, "off") : CheckResult.warning(id,
				"Use redis-session.codec.format=json, and remove jdk from redis-session.codec.read-formats when the last old session has ended",
				"attributes are written or read by Java serialization: reading an object runs whatever code its class contains for that");
	}

	static CheckResult endpoints(CheckedFacts facts) {
		String id = "endpoints";
		return switch (facts.configuration().endpoints()) {
			case NOT_EXPOSED -> CheckResult.ok(id, "the endpoints of sessions are not exposed over HTTP");
			case PROTECTED -> CheckResult.ok(id, "the endpoints of sessions require authentication");
			case UNKNOWN -> new CheckResult(id, CheckResult.Severity.UNKNOWN,
					"unknown: the application has security, but its rules cannot be evaluated", "");
			case OPEN -> CheckResult.warning(id, "Require a role for the actuator endpoints, or do not expose these",
					"anyone can list and end sessions: their endpoints are exposed over HTTP without authentication");
		};
	}

}
