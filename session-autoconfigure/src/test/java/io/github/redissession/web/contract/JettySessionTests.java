package io.github.redissession.web.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Jetty's own sessions, the other reference.
 */
class JettySessionTests implements ServletSessionContract {

	@RegisterExtension
	static final Site site = new Site(Target.JETTY);

	@Override
	public Site site() {
		return site;
	}

}
