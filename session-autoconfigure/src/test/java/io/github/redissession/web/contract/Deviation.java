package io.github.redissession.web.contract;

/**
 * Where answers differ. Each of these is a row in docs/servlet.md, and the expectation of
 * the case that mentions it.
 */
enum Deviation {

	COOKIE_VALUE("value of the cookie", "the id", "the id and the node", "a token",
			"the id may be shown, logged and sent to other systems; it opens nothing"),

	REQUESTED_ID("`getRequestedSessionId()`", "the id", "the cookie", "the id",
			"the token goes no further than the filter"),

	COOKIE_ATTRIBUTES("attributes of the cookie", "HttpOnly; Path=/", "Path=/", "HttpOnly; Path=/; SameSite=Lax",
			"Spring Session's defaults; `server.servlet.session.cookie.*` changes them"),

	QUOTED_COOKIE("cart of a visitor whose cookie has quotation marks", "no session", "apples", "no session", "apples",
			"the container decides which part of a header is the value"),

	TWO_GOOD_COOKIES("two cookies with different live sessions", "the first counts", "400", "the first counts",
			"a browser sends the cookie of the longest path first"),

	CREATION_TIME("`getCreationTime()` in later requests", "the same", "the same", "the same within 1 s",
			"times are those of Redis's clock; the first request, whose session is not stored yet, knows only its own"),

	LAST_ACCESS("`getLastAccessedTime()`", "the request before", "the request before", "this request",
			"as in Spring Session; an access is stored once in a touch interval only"),

	INTERVAL_ZERO("`setMaxInactiveInterval(0)`, then `getMaxInactiveInterval()` now and later", "0, then 0",
			"0, then 0", "-1, then -1", "everything up to zero means that the session has no idle timeout"),

	INTERVAL_MINUS_FIVE("`setMaxInactiveInterval(-5)`, then `getMaxInactiveInterval()` now and later", "-5, then -5",
			"-1, then -1", "-1, then -1", "the same"),

	EXPIRY("end of a session that is not used", "after its interval", "after its interval",
			"up to a touch interval later",
			"reading does not write: an access is stored once in a touch interval, "
					+ "which is at most half of the session's interval"),

	REQUESTED_AFTER_CHANGE("`getRequestedSessionId()` after a change of the id", "the new id, valid",
			"the old id, invalid", "the new id, valid", "as in Tomcat"),

	CHANGE_AFTER_COMMIT("`changeSessionId()` after the response is committed", "changed, then no session",
			"IllegalStateException, then apples", "IllegalStateException, then apples",
			"the client could not be told, and would lose its session"),

	COOKIE_AFTER_END("cookie of an ended session", "stays", "stays", "is deleted",
			"saves the look-up of a session that cannot be there"),

	ENDED_ELSEWHERE("`setAttribute` while another request ends the session", "IllegalStateException",
			"IllegalStateException", "works, and is lost",
			"the other request may be on another node; nothing brings the session back, and nothing fails"),

	RESET("`reset()` of the response after a session has begun", "no cookie", "a cookie", "a cookie",
			"the session is there and would be lost"),

	NULL_NAME("attribute without a name", "set IllegalArgumentException, get null, remove works",
			"set NullPointerException, get NullPointerException, remove NullPointerException",
			"set NullPointerException, get NullPointerException, remove NullPointerException", "as in Jetty"),

	NOT_SERIALIZABLE("`setAttribute` with a `Thread`", "works", "works", "AttributeNotStorableException",
			"it cannot be stored; [attributes.md](attributes.md) says what can, and what `local` keeps in memory"),

	IDENTITY("object that an earlier request has set", "the same", "the same", "an equal one",
			"each request reads its own copy; a change in place is stored"),

	SEEN_AT_ONCE("attribute of a request that is running, read by another one", "pears", "pears", "apples",
			"changes are stored together, at the end of the request or before its response is committed"),

	DESTROYED("`sessionDestroyed` at `invalidate()`", "before it returns", "before it returns", "soon, on every node",
			"every node hears of the end of every session"),

	SAME_OBJECT("`setAttribute` with the object that is there already", "[replaced a=x]", "[]", "[replaced a=x]",
			"as in Tomcat"),

	BOUND_ORDER("`HttpSessionBindingListener`s when a value replaces another one",
			"[bound a 1, bound a 2, unbound a 1, unbound a 2]", "[bound a 1, unbound a 1, bound a 2, unbound a 2]",
			"[bound a 1, bound a 2, unbound a 1, unbound a 2]", "as in Tomcat"),

	FAILING_LISTENER("listener that throws at `sessionCreated`, `attributeAdded` and `sessionIdChanged`",
			"create: true, attribute: true, id: true, then pears",
			"create: true, attribute: OnPurpose, id: true, then pears",
			"create: true, attribute: true, id: true, then pears", "as in Tomcat: it is logged");

	private final String title;

	private final String[] answers;

	private final String why;

	Deviation(String title, String tomcat, String jetty, String redis, String why) {
		this(title, tomcat, jetty, redis, redis, why);
	}

	Deviation(String title, String tomcat, String jetty, String redisOnTomcat, String redisOnJetty, String why) {
		this.title = title;
		this.answers = new String[] { tomcat, jetty, redisOnTomcat, redisOnJetty };
		this.why = why;
	}

	/** What a target is expected to answer. */
	String answer(Target target) {
		return this.answers[target.ordinal()];
	}

	/** The row of docs/servlet.md. */
	String row() {
		String redis = answer(Target.REDIS_ON_TOMCAT);
		if (!redis.equals(answer(Target.REDIS_ON_JETTY))) {
			redis += "; in Jetty: " + answer(Target.REDIS_ON_JETTY);
		}
		return "| %s | %s | %s | %s | %s |".formatted(this.title, answer(Target.TOMCAT), answer(Target.JETTY), redis,
				this.why);
	}

}
