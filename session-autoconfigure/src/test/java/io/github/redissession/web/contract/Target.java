package io.github.redissession.web.contract;

/**
 * Whose sessions answer, and in which container.
 */
enum Target {

	/** Tomcat's own sessions. */
	TOMCAT,

	/** Jetty's own sessions. */
	JETTY,

	/** Sessions in Redis, in Tomcat. */
	REDIS_ON_TOMCAT,

	/** Sessions in Redis, in Jetty. */
	REDIS_ON_JETTY;

	boolean isNative() {
		return this == TOMCAT || this == JETTY;
	}

	boolean isTomcat() {
		return this == TOMCAT || this == REDIS_ON_TOMCAT;
	}

}
