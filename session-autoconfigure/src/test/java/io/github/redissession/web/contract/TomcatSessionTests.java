package io.github.redissession.web.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tomcat's own sessions, the reference.
 */
class TomcatSessionTests implements ServletSessionContract {

	@RegisterExtension
	static final Site site = new Site(Target.TOMCAT);

	@Override
	public Site site() {
		return site;
	}

}
