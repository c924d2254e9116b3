package io.github.redissession.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.resource.ClientResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;
import io.github.redissession.testing.RedisCluster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The store on a cluster of three masters.
 */
class RedisClusterSessionStoreIT extends SessionStoreContract {

	@RegisterExtension
	static final RedisCluster cluster = RedisCluster.start();

	private final SessionStore store = RedisStores.store(cluster.connectionFactory());

	/**
	 * The second step of a change of id is sent by the thread that has received the
	 * answer to the first one.
	 */
	@Test
	void aNewIdGoesToANodeThatIsNotConnectedYet() {
		for (int i = 0; i < 10; i++) {
			String old = id();
			save(SessionDelta.create(old, TERMS, Duration.ZERO));
			String id = id();
			ClientResources oneThread = ClientResources.builder().ioThreadPoolSize(1).build();
			try {
				SessionStore fresh = RedisStores.store(cluster.newConnectionFactory(oneThread));
				assertThat(join(fresh.save(SessionDelta.changeId(old, id, TERMS).build()))).isEqualTo(SaveResult.SAVED);
			}
			finally {
				oneThread.shutdown(0, 0, TimeUnit.SECONDS);
			}
		}
	}

	@Override
	protected SessionStore store() {
		return this.store;
	}

}
