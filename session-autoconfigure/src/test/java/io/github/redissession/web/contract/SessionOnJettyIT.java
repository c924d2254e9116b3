package io.github.redissession.web.contract;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.testing.RedisServer;

/**
 * Sessions in Redis, in Jetty.
 */
@ExtendWith(RedisServer.Shared.class)
class SessionOnJettyIT implements ServletSessionContract {

	@RegisterExtension
	static final Site site = new Site(Target.REDIS_ON_JETTY);

	@Override
	public Site site() {
		return site;
	}

}
