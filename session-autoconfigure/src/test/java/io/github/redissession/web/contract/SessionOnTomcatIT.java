package io.github.redissession.web.contract;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.testing.RedisServer;

/**
 * Sessions in Redis, in Tomcat.
 */
@ExtendWith(RedisServer.Shared.class)
class SessionOnTomcatIT implements ServletSessionContract {

	@RegisterExtension
	static final Site site = new Site(Target.REDIS_ON_TOMCAT);

	@Override
	public Site site() {
		return site;
	}

}
