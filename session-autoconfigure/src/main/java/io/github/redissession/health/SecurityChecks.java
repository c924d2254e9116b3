package io.github.redissession.health;

/**
 * Checks whether others can read or use sessions.
 */
final class SecurityChecks {

	private static final String OWN_USER = "Give the application a Redis user of its own, see docs/acl.md";

	private SecurityChecks() {
	}

	static CheckResult tls(CheckedFacts facts) {
		return new CheckResult("tls", facts.client().encrypted() ? Finding.ok("TLS is on")
				: facts.client().local() ? Finding.ok("Redis is on this machine") : Finding.warning(
						"Set spring.data.redis.ssl.enabled=true, or redis-session.redis.ssl.enabled=true if sessions have a Redis of their own",
						"sessions cross the network in plain text"));
	}

	static CheckResult authentication(CheckedFacts facts) {
		return new CheckResult("authentication", facts.client().authenticated() ? Finding.ok("a password is used")
				: facts.client().local() ? Finding.info("", "Redis requires no password, and is on this machine")
						: Finding.warning(OWN_USER,
								"Redis requires no password: anyone who reaches it can read and change sessions"));
	}

	static CheckResult defaultUser(CheckedFacts facts) {
		return new CheckResult("default-user", Finding
			.judge(facts.server().user(), "ACL WHOAMI", (user) -> !"default".equals(user)
					? Finding.ok("the user is %s", user)
					: Finding.info(OWN_USER, "the application logs in as the default user, which may do everything")));
	}

	static CheckResult cookie(CheckedFacts facts) {
		return new CheckResult("cookie-secure", !facts.configuration().insecureCookie()
				? Finding.ok("the session cookie is Secure wherever the application is known to use TLS")
				: Finding.warning(
						"Remove server.servlet.session.cookie.secure=false or server.reactive.session.cookie.secure=false",
						"the application is reached over TLS, but its session cookie is not Secure"));
	}

	static CheckResult maxLifetime(CheckedFacts facts) {
		return new CheckResult("max-lifetime",
				facts.configuration().maxLifetime() ? Finding.ok("sessions have a maximum lifetime")
						: Finding.warning("Set redis-session.expiry.max-lifetime or redis-session.expiry.preset",
								"a session that is used often enough never ends, even if its cookie was stolen"));
	}

	static CheckResult javaSerialization(CheckedFacts facts) {
		return new CheckResult("java-serialization", !facts.configuration()
			.javaSerialization() ? Finding.ok("off") : Finding.warning(
					"Use redis-session.codec.format=json, and remove jdk from redis-session.codec.read-formats when the last old session has ended",
					"attributes are written or read by Java serialization: reading an object runs whatever code its class contains for that"));
	}

	static CheckResult endpoints(CheckedFacts facts) {
		return new CheckResult("endpoints", switch (facts.configuration().endpoints()) {
			case NOT_EXPOSED -> Finding.ok("the endpoints of sessions are not exposed over HTTP");
			case PROTECTED -> Finding.ok("the endpoints of sessions require authentication");
			case UNKNOWN -> new Finding(CheckResult.Severity.UNKNOWN,
					"unknown: the application has security, but its rules cannot be evaluated", "");
			case OPEN -> Finding.warning("Require a role for the actuator endpoints, or do not expose these",
					"anyone can list and end sessions: their endpoints are exposed over HTTP without authentication");
		});
	}

}
